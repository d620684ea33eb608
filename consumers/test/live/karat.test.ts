import { connectRedis } from '@karat/infra/redis';
import { createLogger } from '@karat/infra/logger';
import { testServers } from '@karat/infra/testing';
import { orderCard, VIEW_NAMES } from '@karat/projections';
import test from 'ava';
import { createProjectorRig } from '../support/projector-rig.ts';
import { printed, runKarat } from '../support/run-karat.ts';
import { expectedOf, interleaved, showsAll, storiesOf } from '../support/stories.ts';

test.serial('a dropped view is rebuilt from the log by one command, and is the same', async (t) => {
  const rig = await createProjectorRig(t);
  const projector = await rig.startProjector();
  const stories = storiesOf([1, 4, 9]);
  await rig.publish(interleaved(stories));
  await showsAll(rig, stories);
  await projector.stop();
  const before = await rig.readView('order-card');
  await rig.dropDatabase('view_crm');
  const rebuilt = await runKarat(rig, 'rebuild', 'order-card', '--json');
  t.is(rebuilt.code, 0, rebuilt.stderr);
  t.like(printed(rebuilt), { events: 14, documents: 3, documentsBefore: null, switched: true });
  t.deepEqual(await rig.readView('order-card'), before);
  t.like(await runKarat(rig, 'verify', 'all', '--json'), { code: 0 });
});

test.serial('views are rebuilt while orders go on, and end up as the log says', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.startProjector();
  const stories = storiesOf(Array.from({ length: 60 }, () => 9));
  const events = interleaved(stories);
  await rig.publish(events.slice(0, 300));
  const rebuilds = VIEW_NAMES.map((name) => runKarat(rig, 'rebuild', name));
  await rig.publish(events.slice(300));
  for (const { code, stderr } of await Promise.all(rebuilds)) t.is(code, 0, stderr);
  const verified = await runKarat(rig, 'verify', 'all', '--wait', '--json');
  t.is(verified.code, 0, verified.stdout);
  t.deepEqual(await rig.readView('order-card'), expectedOf(orderCard, stories));
});

test.serial('a rehearsal of a rebuild changes nothing', async (t) => {
  const rig = await createProjectorRig(t);
  await rig.publish(interleaved(storiesOf([2, 3])));
  const rehearsed = await runKarat(rig, 'rebuild', 'work-queue', '--dry-run', '--json');
  t.like(printed(rehearsed), { events: 5, documents: 2, generation: null, switched: false });
  t.is(await rig.readView('work-queue'), null);
});

test.serial(
  'a document that somebody changed is found, and so is a wrong place in the queue',
  async (t) => {
    const rig = await createProjectorRig(t);
    const stories = storiesOf([5, 6]);
    await rig.publish(interleaved(stories));
    for (const name of VIEW_NAMES) await runKarat(rig, 'rebuild', name);
    const [orderId = ''] = (await rig.readView('shop-order'))?.keys() ?? [];
    const { environment } = rig.log;
    const database = rig.databases.db(`${environment}_view_shop`);
    const generation = await database.collection('generations').findOne();
    await database
      .collection<{ _id: string }>(`shop-order_${String(generation?.['active'])}`)
      .updateOne({ _id: orderId }, { $set: { status: 'CLOSED' } });
    const redis = await connectRedis(testServers(process.env).redisUrl, {
      name: 'test',
      logger: createLogger({ service: 'test', level: 'error' }),
    });
    t.teardown(() => {
      redis.disconnect();
    });
    const queue = String(await redis.get(`${environment}:wq:active`));
    await redis.zadd(`${environment}:wq:${queue}:status:SHIPPED`, 1, orderId);
    const verified = await runKarat(rig, 'verify', 'all');
    t.is(verified.code, 1);
    t.true(verified.stdout.includes(`different ${orderId}\n    status: expected "MANUFACTURING_`));
    t.true(verified.stdout.includes(`misplaced ${orderId}\n    Expected no ${orderId} in SHIPPED`));
    t.true(verified.stdout.includes('order-card: 2 documents, all as the log says'));
  },
);

test.serial(
  'a deploy is safe to repeat and keeps the log and the views that it finds',
  async (t) => {
    const rig = await createProjectorRig(t);
    const first = await runKarat(rig, 'deploy', '--partitions', '3', '--json');
    const second = await runKarat(rig, 'deploy', '--partitions', '3', '--json');
    t.like(printed(first), { identity: rig.log.identity });
    t.deepEqual(printed(second), printed(first));
    t.deepEqual(await rig.readView('work-queue'), new Map());
  },
);

test.serial('a view that does not exist is refused with the names of those that do', async (t) => {
  const rig = await createProjectorRig(t);
  const { code, stderr } = await runKarat(rig, 'rebuild', 'order-cards');
  t.is(code, 1);
  t.true(stderr.includes(`Expected one of ${VIEW_NAMES.join(', ')}, got order-cards`));
  const receipts = await runKarat(rig, 'rebuild', 'receipts');
  t.is(receipts.code, 1);
  t.regex(receipts.stderr, /the projectors fill it again/);
});
