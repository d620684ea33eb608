import type { Service } from '@karat/infra/services';
import { connectRedis } from '@karat/infra/redis';
import { createLogger } from '@karat/infra/logger';
import { eventually, testServers } from '@karat/infra/testing';
import { VIEW_NAMES } from '@karat/projections';
import test from 'ava';
import { verifyView } from '../../src/verify/verify-view.ts';
import { createProjectorRig, type ProjectorRig } from '../support/projector-rig.ts';
import { interleaved, showsAll, storiesOf } from '../support/stories.ts';

/** The value of a counter with these labels. */
async function counted(
  { opsPort }: Service,
  name: string,
  labels: readonly string[],
): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${String(opsPort)}/metrics`)).text();
  const line = metrics.split('\n').find((text) => {
    return (
      text.startsWith(`karat_view_drift_${name}_total{`) &&
      labels.every((label) => text.includes(label))
    );
  });
  return Number(line?.split(' ').at(-1) ?? 0);
}

async function liveOf({ views }: ProjectorRig, name: string): Promise<string> {
  const view = views.find(({ projection }) => projection.name === name);
  return String(await view?.store.active());
}

/** Views that are not what the log says. */
async function drifted({ log, views }: ProjectorRig): Promise<readonly string[]> {
  const names: string[] = [];
  for (const view of views) {
    if (!(await verifyView({ log, view })).equal) names.push(view.projection.name);
  }
  return names.toSorted();
}

test.serial(
  'a document that was damaged is noticed while nobody asks, and put right if wanted',
  async (t) => {
    const rig = await createProjectorRig(t);
    const projector = await rig.startProjector({ DRIFT_INTERVAL_MS: '20' });
    const stories = storiesOf([2, 5, 6, 9]);
    await rig.publish(interleaved(stories));
    await showsAll(rig, stories);
    for (const name of VIEW_NAMES) {
      await eventually(async () => (await counted(projector, 'checked', [`view="${name}"`])) > 3);
      for (const kind of ['missing', 'extra', 'different']) {
        t.is(await counted(projector, 'found', [`view="${name}"`, `kind="${kind}"`]), 0, name);
      }
    }

    const [, approved = '', claimed = ''] = stories.map(([first]) => first?.orderId ?? '');
    const database = (name: string) => rig.databases.db(`${rig.log.environment}_${name}`);
    const cards = database('view_crm').collection<{ _id: string }>(
      `order-card_${await liveOf(rig, 'order-card')}`,
    );
    const orders = database('view_shop').collection<{ _id: string }>(
      `shop-order_${await liveOf(rig, 'shop-order')}`,
    );
    const redis = await connectRedis(testServers(process.env).redisUrl, {
      name: 'test',
      logger: createLogger({ service: 'test', level: 'error' }),
    });
    t.teardown(() => {
      redis.disconnect();
    });
    const rows = `${rig.log.environment}:wq:${await liveOf(rig, 'work-queue')}:rows`;
    await cards.updateOne({ _id: claimed }, { $set: { status: 'CLOSED' } });
    await orders.deleteOne({ _id: approved });
    const row = JSON.parse((await redis.hget(rows, claimed)) ?? '{}') as object;
    await redis.hset(rows, claimed, JSON.stringify({ ...row, operatorId: 'eve' }));
    const damages = [
      ['order-card', 'different'],
      ['shop-order', 'missing'],
      ['work-queue', 'different'],
    ] as const;
    for (const [view, kind] of damages) {
      const labels = [`view="${view}"`, `kind="${kind}"`];
      await eventually(async () => (await counted(projector, 'found', labels)) > 0);
    }
    t.deepEqual(await drifted(rig), ['order-card', 'shop-order', 'work-queue'], 'only counted');

    await projector.stop();
    const repairing = await rig.startProjector({ DRIFT_INTERVAL_MS: '20', DRIFT_REPAIR: 'true' });
    await eventually(async () => (await drifted(rig)).length === 0, { intervalMs: 200 });
    for (const [view] of damages) {
      t.is(await counted(repairing, 'repaired', [`view="${view}"`]), 1, view);
    }
  },
);

test.serial('what goes on is no drift', async (t) => {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector({ DRIFT_INTERVAL_MS: '5' });
  const stories = storiesOf(Array.from({ length: 120 }, () => 9));
  const events = interleaved(stories);
  for (let at = 0; at < events.length; at += 40) await rig.publish(events.slice(at, at + 40));
  await showsAll(rig, stories);
  for (const name of VIEW_NAMES) {
    await eventually(async () => (await counted(projector, 'checked', [`view="${name}"`])) > 10);
    for (const kind of ['missing', 'extra', 'different']) {
      t.is(await counted(projector, 'found', [`view="${name}"`, `kind="${kind}"`]), 0, name);
    }
  }
});
