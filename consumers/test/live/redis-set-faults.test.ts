import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES, workQueue, type WorkQueueRow } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import { createStoresRig } from '../support/stores-rig.ts';

const ENTERED_AT = 1_794_000_000_456;
const MUST_START_AT = 1_795_000_000_123;
/** In how many the queue that moves is written. */
const PIECES = 100;
const MOVES_AT_ONCE = 8;
const ROUNDS = 10;

function rowOf(number: number, version: number): WorkQueueRow {
  const orderId = `order-${String(number)}`;
  const status = QUEUE_STATUSES[(number + version) % QUEUE_STATUSES.length] ?? 'PACKAGING';
  const times = { mustStartAt: MUST_START_AT, enteredAt: ENTERED_AT + version };
  return { ...workQueue.initial(orderId), version, status, ...times };
}

/** A queue of so many orders, in turn in each status, with the names of its keys. */
async function createQueue(t: ExecutionContext, { orders }: { readonly orders: number }) {
  const { redis, environment } = await createStoresRig(t);
  const store = createRedisViewStore({ redis, environment, incarnation: 'this log' });
  const generation = store.generation('one');
  const rows = Array.from({ length: orders }, (_, number) => rowOf(number, 1));
  await generation.fill(new Map(rows.map((row) => [row.orderId, row])));
  const key = (name: string) => `${environment}:wq:one:${name}`;
  const details = async (keys: readonly string[] | null = null) =>
    (await generation.faults(keys)).map(({ detail }) => detail).toSorted();
  return { redis, environment, generation, rows, key, details };
}

/** Redis on a connection of its own, so that it takes commands in between. */
function secondTo(t: ExecutionContext, redis: Redis): Redis {
  const second = redis.duplicate();
  t.teardown(() => {
    second.disconnect();
  });
  return second;
}

test.serial('a place in either order of the queue that no row asks for is found', async (t) => {
  const { redis, rows, key, details } = await createQueue(t, { orders: 4 });
  t.deepEqual(await details(), []);
  t.deepEqual(
    rows.map(({ status }) => status),
    QUEUE_STATUSES.slice(1),
  );
  const since = String(ENTERED_AT + 1);
  await redis.zadd(key('newest:MANUFACTURING_STARTED'), -7, 'order-0');
  await redis.zrem(key('status:MANUFACTURING_COMPLETED'), 'order-1');
  await redis.zadd(key('newest:SHIPPED'), -ENTERED_AT, 'order-2');
  await redis.hdel(key('rows'), 'order-3');
  await redis.zadd(key('status:SHIPPED'), 7, 'nobody');
  const found = [
    `Expected no nobody in SHIPPED at 7`,
    `Expected no order-0 in MANUFACTURING_STARTED since 7`,
    `Expected no order-2 in SHIPPED since ${String(ENTERED_AT)}`,
    `Expected no order-3 in SHIPPED at ${String(MUST_START_AT)}`,
    `Expected no order-3 in SHIPPED since ${since}`,
    `Expected order-0 in MANUFACTURING_STARTED since ${since}, got none`,
    `Expected order-1 in MANUFACTURING_COMPLETED at ${String(MUST_START_AT)}, got none`,
  ];
  t.deepEqual(await details(), found);
  t.deepEqual(await details(['order-1', 'order-2', 'order-9']), [found[2], found[6]]);
});

test.serial(
  'a long queue is looked through in pieces, and what is wrong anywhere is found',
  async (t) => {
    const { redis, environment, key, details } = await createQueue(t, { orders: 12_000 });
    const missing = Array.from({ length: 2_500 }, (_, number) => `order-${String(number)}`);
    for (const status of QUEUE_STATUSES) await redis.zrem(key(`newest:${status}`), ...missing);
    await redis.zadd(key('newest:PACKAGING'), ...strangers(1_500));

    const monitor = await secondTo(t, redis).monitor();
    t.teardown(() => {
      monitor.disconnect();
    });
    const commands: (readonly string[])[] = [];
    monitor.on('monitor', (_time: string, command: readonly string[]) => {
      if (command[1]?.startsWith(environment) === true) commands.push(command);
    });
    const found = await details();
    const isOf = (text: string) => found.filter((detail) => detail.startsWith(text)).length;
    t.deepEqual(
      [found.length, isOf('Expected order-'), isOf('Expected no stranger-')],
      [4_000, 2_500, 1_500],
    );
    t.deepEqual([...new Set(commands.map(([name]) => name?.toLowerCase()))].toSorted(), [
      'hexists',
      'hmget',
      'hscan',
      'zmscore',
      'zscan',
    ]);
    // A step of a scan may give a few more than it was asked for.
    t.true(Math.max(...commands.map(({ length }) => length)) < 1_100);
  },
);

function strangers(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => ['1', `stranger-${String(number)}`]).flat();
}

test.serial('in a queue that moves meanwhile nothing is found but what is wrong', async (t) => {
  const { redis, environment, rows, key, details } = await createQueue(t, { orders: 3_000 });
  const incarnation = 'this log';
  const store = createRedisViewStore({ redis: secondTo(t, redis), environment, incarnation });
  const mover = store.generation('one');
  await mover.begin(0);
  let moves = 0;
  const move = async (): Promise<void> => {
    const at = moves;
    moves += 1;
    const version = 2 + Math.floor(at / PIECES);
    const changes = rows.flatMap((before, number) => {
      const change = { key: before.orderId, before, after: rowOf(number, version), entries: [] };
      return number % PIECES === at % PIECES ? [change] : [];
    });
    await mover.write({ partition: 0, from: BigInt(at), next: BigInt(at + 1) }, changes);
  };
  let isOver = false;
  // Some are always on their way, so that Redis finds one whenever it looks for what to do next.
  const moving = Array.from({ length: MOVES_AT_ONCE }, async () => {
    while (!isOver) await move();
  });
  const orderIds = rows.map(({ orderId }) => orderId);
  await redis.zadd(key('status:SHIPPED'), 7, 'nobody');
  for (let round = 0; round < ROUNDS; round += 1) {
    t.deepEqual(await details(), ['Expected no nobody in SHIPPED at 7']);
    t.deepEqual(await details(orderIds), []);
  }
  isOver = true;
  await Promise.all(moving);
  t.true(moves > 100);
});
