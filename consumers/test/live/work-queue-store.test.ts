import { endedRow, workQueue, type WorkQueueRow } from '@karat/projections';
import test from 'ava';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import type { Generation, StoredView } from '../../src/projector/view-store.ts';
import { createStoresRig } from '../support/stores-rig.ts';

const RING = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';
const DISH = '7a9619ff-8b86-5011-b42d-00cf4fc964ff';

function rowOf(orderId: string, version: number, status: WorkQueueRow['status']): WorkQueueRow {
  const times = { mustStartAt: 1_795_000_000_123, enteredAt: 1_794_000_000_456 + version };
  return { ...workQueue.initial(orderId), version, status, ...times };
}

async function allOf(generation: Generation<WorkQueueRow>) {
  const stored: StoredView<WorkQueueRow>[] = [];
  for await (const batch of generation.all()) stored.push(...batch);
  return new Map(stored.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

const change = (before: WorkQueueRow, after: WorkQueueRow) => {
  return { key: after.orderId, before, after, entries: [] };
};

test('an order that is over leaves its version and nothing else', async (t) => {
  const { redis, environment } = await createStoresRig(t);
  const store = createRedisViewStore({ redis, environment, incarnation: 'this log' });
  const generation = store.generation('one');
  await generation.begin(0);
  const shipped = rowOf(RING, 9, 'SHIPPED');
  await generation.write({ partition: 0, from: 0n, next: 9n }, [
    change(workQueue.initial(RING), shipped),
    change(workQueue.initial(DISH), rowOf(DISH, 2, 'CANCELLED')),
  ]);
  await generation.write({ partition: 0, from: 9n, next: 10n }, [
    change(shipped, rowOf(RING, 10, 'CLOSED')),
  ]);
  t.deepEqual(
    await allOf(generation),
    new Map([
      [RING, endedRow(RING, 10)],
      [DISH, endedRow(DISH, 2)],
    ]),
  );
  t.is(await generation.count(), 2);
  const { views } = await generation.read(0, [RING, DISH, 'unknown']);
  t.deepEqual(
    [...views.values()].map(({ version }) => version),
    [10, 2],
  );
  const names = await redis.keys(`${environment}:wq:one:*`);
  const large = names.filter((name) => !name.includes(':ended:'));
  t.deepEqual(large.map((name) => name.split(':').at(-1)).toSorted(), ['feed', 'positions']);
  for (const name of names.filter((each) => each.includes(':ended:'))) {
    // Redis before 7 calls it by its older name.
    t.regex(String(await redis.object('ENCODING', name)), /^(?:listpack|ziplist)$/);
  }
});

test('a generation that was filled holds what a generation that was written does', async (t) => {
  const { redis, environment } = await createStoresRig(t);
  const store = createRedisViewStore({ redis, environment, incarnation: 'this log' });
  const [written, filled] = [store.generation('one'), store.generation('two')];
  const rows = [
    rowOf(RING, 10, 'CLOSED'),
    rowOf(DISH, 5, 'MANUFACTURING_APPROVED'),
    rowOf('8a9619ff-8b86-5011-b42d-00cf4fc964ff', 1, 'INITIATED'),
  ];
  const changes = rows.map((row) => change(workQueue.initial(row.orderId), row));
  await written.begin(0);
  await written.write({ partition: 0, from: 0n, next: 9n }, changes);
  await filled.fill(new Map(rows.map((row) => [row.orderId, row])));
  t.deepEqual(await allOf(filled), await allOf(written));
  t.deepEqual(await filled.faults(null), []);
  for (const name of ['status', 'newest']) {
    const sets = ['one', 'two'].map((generation) => {
      const key = `${environment}:wq:${generation}:${name}:MANUFACTURING_APPROVED`;
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    });
    const [one, two] = await Promise.all(sets);
    t.is(one?.length, 2);
    t.deepEqual(two, one);
  }
  await store.drop('two');
  t.deepEqual(await redis.keys(`${environment}:wq:two:*`), []);
});
