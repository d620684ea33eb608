import { sellerOrder, workQueue, type SellerOrder, type WorkQueueRow } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import { newGenerationId } from '../../src/projector/generation-id.ts';
import { createMongoViewStore } from '../../src/projector/mongo-view-store.ts';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import type { Repair } from '../../src/projector/view-store.ts';
import { createStoresRig } from '../support/stores-rig.ts';

const INCARNATION = 'this log';
const PARTITION = 3;
const KEY = 'ring';

/** A repair of what was found, into what was right then. */
function repairOf<View>(stored: View | null, expected: View | null): Repair<View> {
  return { key: KEY, partition: PARTITION, stored, expected, at: () => expected };
}

async function createCards(t: ExecutionContext) {
  const { db } = await createStoresRig(t);
  const store = createMongoViewStore({ db, projection: sellerOrder, incarnation: INCARNATION });
  const generation = store.generation(newGenerationId());
  await generation.begin(PARTITION);
  let from = 0n;
  const project = async (after: SellerOrder): Promise<void> => {
    const move = { partition: PARTITION, from, next: BigInt(after.version) };
    const before = sellerOrder.initial(KEY);
    await generation.write(move, [{ key: KEY, before, after, entries: [] }]);
    from = move.next;
  };
  const stored = async () => (await generation.read(PARTITION, [KEY])).views.get(KEY) ?? null;
  return { generation, project, stored };
}

function orderAt(version: number, sellerOrderRef = 'A-1001'): SellerOrder {
  return { ...sellerOrder.initial(KEY), version, sellerOrderRef };
}

test('in Mongo a repair leaves alone what a projector has written since', async (t) => {
  const { generation, project, stored } = await createCards(t);
  await project(orderAt(5, 'damaged'));
  await project(orderAt(9));
  for (const repair of [
    repairOf(orderAt(5, 'damaged'), orderAt(5)),
    repairOf(orderAt(5, 'damaged'), null),
    repairOf(null, orderAt(5)),
  ]) {
    t.false(await generation.repair(repair));
    t.deepEqual(await stored(), orderAt(9));
  }
});

test('in Mongo a repair puts right what is as it was found', async (t) => {
  const { generation, project, stored } = await createCards(t);
  await project(orderAt(5, 'damaged'));
  t.true(await generation.repair(repairOf(orderAt(5, 'damaged'), orderAt(5))));
  t.deepEqual(await stored(), orderAt(5));
  t.true(await generation.repair(repairOf(orderAt(5), null)));
  t.is(await stored(), null);
  t.true(await generation.repair(repairOf<SellerOrder>(null, orderAt(5))));
  t.deepEqual(await stored(), orderAt(5));
});

async function createQueue(t: ExecutionContext) {
  const { redis, environment } = await createStoresRig(t);
  const store = createRedisViewStore({ redis, environment, incarnation: INCARNATION });
  const id = newGenerationId();
  const generation = store.generation(id);
  await generation.begin(PARTITION);
  let row = workQueue.initial(KEY);
  const project = async (after: WorkQueueRow): Promise<void> => {
    const from = (await generation.positions()).get(PARTITION) ?? 0n;
    const move = { partition: PARTITION, from, next: BigInt(after.version) };
    await generation.write(move, [{ key: KEY, before: row, after, entries: [] }]);
    row = after;
  };
  const stored = async () => (await generation.read(PARTITION, [KEY])).views.get(KEY) ?? null;
  const setOf = (status: string) =>
    redis.zrange(`${environment}:wq:${id}:status:${status}`, '0', '-1');
  /** Everything there is about the order, in whatever key. */
  const traces = async () => {
    const keys = await redis.keys(`${environment}:wq:${id}:*`);
    const found = await Promise.all(
      keys.map(async (key) => {
        const type = await redis.type(key);
        if (type === 'zset') return (await redis.zscore(key, KEY)) !== null;
        return type === 'hash' && (await redis.hexists(key, KEY)) === 1;
      }),
    );
    return keys.filter((_key, index) => found[index]);
  };
  return { generation, project, stored, setOf, traces };
}

function rowAt(version: number, status: WorkQueueRow['status']): WorkQueueRow {
  return { ...workQueue.initial(KEY), version, status, mustStartAt: 1_795_000_000_123 };
}

const [DAMAGED, APPROVED] = [rowAt(5, 'SHIPPED'), rowAt(5, 'MANUFACTURING_APPROVED')];
const STARTED = rowAt(6, 'MANUFACTURING_STARTED');

test('in Redis a row is repaired as of the position that stands there, with its sets', async (t) => {
  const { generation, project, stored, setOf } = await createQueue(t);
  await project(DAMAGED);
  const at = (position: bigint) => (position < 6n ? APPROVED : STARTED);
  t.true(await generation.repair({ ...repairOf(DAMAGED, APPROVED), at }));
  t.deepEqual(await stored(), APPROVED);
  t.deepEqual(await setOf('MANUFACTURING_APPROVED'), [KEY]);
  t.deepEqual(await setOf('SHIPPED'), []);
  t.deepEqual(await generation.faults(null), []);

  // Found at 5, and at 6 when its turn comes.
  await project(STARTED);
  t.true(await generation.repair({ ...repairOf(DAMAGED, APPROVED), at }));
  t.deepEqual(await stored(), STARTED);
  t.deepEqual(await setOf('MANUFACTURING_STARTED'), [KEY]);
  t.deepEqual(await generation.faults(null), []);
  t.deepEqual(await generation.positions(), new Map([[PARTITION, 6n]]));
});

test('in Redis an order without events goes from wherever it stands, unless it moved on', async (t) => {
  const { generation, project, stored, traces } = await createQueue(t);
  await project(APPROVED);
  await project(STARTED);
  t.false(await generation.repair(repairOf<WorkQueueRow>(APPROVED, null)));
  t.deepEqual(await stored(), STARTED);
  t.is((await traces()).length, 3, 'the row, and a place by urgency and by age');
  t.true(await generation.repair(repairOf<WorkQueueRow>(STARTED, null)));
  t.is(await stored(), null);
  t.deepEqual(await traces(), []);
});
