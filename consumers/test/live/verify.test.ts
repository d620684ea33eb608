import { randomUUID } from 'node:crypto';
import { connectRedis } from '@karat/infra/redis';
import { createLogger } from '@karat/infra/logger';
import { testServers } from '@karat/infra/testing';
import { VIEW_NAMES } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import type { Collection } from 'mongodb';
import type { OpenView } from '../../src/projector/projector.ts';
import { INDEX_NAME } from '../../src/verify/read-histories.ts';
import type { RepairMode } from '../../src/verify/tally.ts';
import { verifyView } from '../../src/verify/verify-view.ts';
import { createProjectorRig, type ProjectorRig } from '../support/projector-rig.ts';
import { runKarat } from '../support/run-karat.ts';
import { interleaved, showsAll, storiesOf } from '../support/stories.ts';

/** A rig whose views show some orders, and whose projector has been stopped. */
async function createShownRig(t: ExecutionContext) {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector();
  const stories = storiesOf([1, 3, 5, 6, 9, 9, 9, 2]);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  await projector.stop();
  const orderIds = stories.map(([first]) => first?.orderId ?? '');
  return { rig, stories, orderIds };
}

function viewOf({ views }: ProjectorRig, name: string): OpenView {
  const view = views.find(({ projection }) => projection.name === name);
  if (view === undefined) throw new TypeError(`Expected the view ${name}`);
  return view;
}

async function documentsOf(rig: ProjectorRig, database: string, name: string) {
  const generation = String(await viewOf(rig, name).store.active());
  const db = rig.databases.db(`${rig.log.environment}_${database}`);
  return db.collection(`${name}_${generation}`) as unknown as Collection<
    { _id: string; version: number } & Record<string, unknown>
  >;
}

const verify = async (rig: ProjectorRig, name: string, options: VerifyWishes = {}) => {
  const index = viewOf(rig, INDEX_NAME);
  const { log } = rig;
  const found = await verifyView({ log, view: viewOf(rig, name), index, ...options });
  const told = found.differences.map(({ kind, key, repair }) => {
    return repair === undefined ? `${kind} ${key}` : `${kind} ${key} ${repair}`;
  });
  return { ...found, told: told.toSorted() };
};

interface VerifyWishes {
  readonly repair?: RepairMode;
  readonly sample?: number;
}

test.serial(
  'what somebody did to documents is found, told field by field, and put right',
  async (t) => {
    const { rig, orderIds } = await createShownRig(t);
    const cards = await documentsOf(rig, 'view_crm', 'order-card');
    const [gone = '', changed = '', old = ''] = orderIds.slice(4);
    const extra = randomUUID();
    await cards.deleteOne({ _id: gone });
    await cards.updateOne(
      { _id: changed },
      { $set: { 'timeline.2.status': 'CLOSED', customer: null, extraField: 1 } },
    );
    await cards.updateOne({ _id: old }, { $set: { version: 4, status: 'SUBMITTED' } });
    await cards.insertOne({ _id: extra, orderId: extra, version: 3 });
    const damages = [
      `different ${changed}`,
      `different ${old}`,
      `extra ${extra}`,
      `missing ${gone}`,
    ];

    const found = await verify(rig, 'order-card');
    t.deepEqual(found.told, damages.toSorted());
    t.deepEqual([found.equal, found.documents], [false, 8]);
    t.deepEqual(found.differences.find(({ key }) => key === changed)?.details, [
      'customer: expected personal data, got null',
      'timeline.2.status: expected "PRICE_CALCULATED", got "CLOSED"',
      'extraField: expected nothing, got 1',
    ]);
    const drawn = await verify(rig, 'order-card', { sample: 1_000 });
    t.deepEqual(drawn.told, damages.toSorted());
    t.is(drawn.sampled, 9);

    const rehearsed = await verify(rig, 'order-card', { repair: 'rehearse' });
    t.deepEqual(rehearsed.told, damages.map((told) => `${told} would`).toSorted());
    const repaired = await verify(rig, 'order-card', { repair: 'repair' });
    t.deepEqual(repaired.told, damages.map((told) => `${told} done`).toSorted());
    t.like(await verify(rig, 'order-card'), { equal: true, documents: 8, differing: 0 });
  },
);

test.serial('entries that are gone, changed or made up are found and put right', async (t) => {
  const { rig, orderIds } = await createShownRig(t);
  const feed = await documentsOf(rig, 'view_sellers', 'seller-feed');
  const entries = await feed.find({ _id: /\// }).sort({ _id: 1 }).toArray();
  const [gone = '', changed = ''] = entries.map(({ _id }) => _id);
  const [order = ''] = orderIds;
  const extra = `${order}/1.7`;
  await feed.deleteOne({ _id: gone });
  await feed.updateOne({ _id: changed }, { $set: { madeUp: true } });
  await feed.insertOne({ _id: extra, version: 1 });
  const damages = [`different ${changed}`, `extra ${extra}`, `missing ${gone}`].toSorted();
  t.deepEqual((await verify(rig, 'seller-feed')).told, damages);
  await verify(rig, 'seller-feed', { repair: 'repair' });
  t.like(await verify(rig, 'seller-feed'), { equal: true });
});

test.serial('rows and places of the work queue are found and put right', async (t) => {
  const { rig, orderIds } = await createShownRig(t);
  const redis = await connectRedis(testServers(process.env).redisUrl, {
    name: 'test',
    logger: createLogger({ service: 'test', level: 'error' }),
  });
  t.teardown(() => {
    redis.disconnect();
  });
  const prefix = `${rig.log.environment}:wq:${String(await viewOf(rig, 'work-queue').store.active())}`;
  const [initiated = '', , approved = '', claimed = '', closed = '', , , gone = ''] = orderIds;
  const extra = randomUUID();
  const row = JSON.parse((await redis.hget(`${prefix}:rows`, claimed)) ?? '{}') as object;
  await redis.hset(`${prefix}:rows`, claimed, JSON.stringify({ ...row, operatorId: 'eve' }));
  await redis.zadd(`${prefix}:status:SHIPPED`, 1, approved);
  await redis.hset(`${prefix}:rows`, extra, JSON.stringify({ ...row, orderId: extra }));
  await redis.hdel(`${prefix}:rows`, gone);
  await redis.hdel(`${prefix}:others`, gone);
  const found = await verify(rig, 'work-queue');
  for (const damage of [`different ${claimed}`, `extra ${extra}`, `missing ${gone}`]) {
    t.true(found.told.includes(damage), damage);
  }
  t.true(found.told.includes(`misplaced ${approved}`));
  t.false(found.told.some((told) => told.includes(initiated) || told.includes(closed)));
  const repaired = await verify(rig, 'work-queue', { repair: 'repair' });
  t.is(repaired.repaired, repaired.differing);
  t.like(await verify(rig, 'work-queue'), { equal: true, documents: 8 });
  t.like(await verify(rig, 'work-queue', { sample: 3 }), { equal: true, sampled: 3 });
});

test.serial('views are compared and repaired while orders go on', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf(Array.from({ length: 150 }, () => 9));
  const events = interleaved(stories);
  await rig.publish(events.slice(0, 300));
  await showsAll(
    rig,
    stories.map((story) => story.slice(0, 2)),
  );
  let round = 0;
  for (let at = 300; at < events.length; at += 75) {
    const name = VIEW_NAMES[round % VIEW_NAMES.length] ?? '';
    const wishes = round % 2 === 0 ? {} : { sample: 20 };
    const [{ told }] = await Promise.all([
      verify(rig, name, wishes),
      rig.publish(events.slice(at, at + 75)),
    ]);
    t.deepEqual(told, [], name);
    round += 1;
  }
  await showsAll(rig, stories);
});

test.serial('the command says what it found and what it did, and ends accordingly', async (t) => {
  const { rig, orderIds } = await createShownRig(t);
  const orders = await documentsOf(rig, 'view_shop', 'shop-order');
  const [, changed = ''] = orderIds;
  await orders.updateOne({ _id: changed }, { $set: { status: 'CLOSED' } });
  const rehearsed = await runKarat(rig, 'verify', 'shop-order', '--repair', '--dry-run');
  t.is(rehearsed.code, 1);
  t.true(
    rehearsed.stdout.includes(`different ${changed}\n    status: expected "PRICE_CALCULATED"`),
  );
  t.true(rehearsed.stdout.includes('would be put right'));
  const repaired = await runKarat(rig, 'verify', 'shop-order', '--sample', '100', '--repair');
  t.is(repaired.code, 0, repaired.stdout);
  t.true(repaired.stdout.includes('1 of them were put right'));
  t.is((await runKarat(rig, 'verify', 'all', '--json')).code, 0);
});
