import { sellerOrder, workQueue, type SellerOrder, type WorkQueueRow } from '@karat/projections';
import { eventually } from '@karat/infra/testing';
import test from 'ava';
import { newGenerationId } from '../../src/projector/generation-id.ts';
import { createMongoViewStore } from '../../src/projector/mongo-view-store.ts';
import { createRedisViewStore } from '../../src/projector/redis-view-store.ts';
import type { Generation } from '../../src/projector/view-store.ts';
import { PositionMoved } from '../../src/subscription.ts';
import { createStoresRig } from '../support/stores-rig.ts';

const INCARNATION = 'this log';
const change = <View>(key: string, before: View, after: View) => ({
  key,
  before,
  after,
  entries: [],
});

function orderAt(version: number): SellerOrder {
  return { ...sellerOrder.initial('ring'), version, status: 'SHIPPED' };
}

function rowAt(version: number, status: WorkQueueRow['status']): WorkQueueRow {
  return { ...workQueue.initial('ring'), version, status, mustStartAt: 1_795_000_000_123 };
}

async function viewsOf<View extends { readonly version: number }>(generation: Generation<View>) {
  const views: View[] = [];
  for await (const batch of generation.all()) views.push(...batch.map(([, view]) => view));
  return views;
}

test('in Mongo a process that wakes up late changes neither documents nor position', async (t) => {
  const { db } = await createStoresRig(t);
  const store = createMongoViewStore({ db, projection: sellerOrder, incarnation: INCARNATION });
  const generation = store.generation(newGenerationId());
  const nothing = sellerOrder.initial('ring');
  await generation.begin(3);
  await generation.write({ partition: 3, from: 0n, next: 5n }, [
    change('ring', nothing, orderAt(5)),
  ]);
  await generation.write({ partition: 3, from: 5n, next: 9n }, [
    change('ring', orderAt(5), orderAt(9)),
  ]);
  const late = generation.write({ partition: 3, from: 5n, next: 7n }, [
    change('ring', orderAt(5), orderAt(7)),
  ]);
  await t.throwsAsync(late, { instanceOf: PositionMoved });
  t.deepEqual(await viewsOf(generation), [orderAt(9)]);
  t.deepEqual(await generation.positions(), new Map([[3, 9n]]));
});

test('in Redis a process that wakes up late changes nothing at all', async (t) => {
  const { redis, environment } = await createStoresRig(t);
  const store = createRedisViewStore({ redis, environment, incarnation: INCARNATION });
  const generation = store.generation(newGenerationId());
  const [nothing, approved] = [workQueue.initial('ring'), rowAt(5, 'MANUFACTURING_APPROVED')];
  const claimed = rowAt(6, 'MANUFACTURING_STARTED');
  await generation.begin(3);
  await generation.write({ partition: 3, from: 0n, next: 5n }, [change('ring', nothing, approved)]);
  await generation.write({ partition: 3, from: 5n, next: 6n }, [change('ring', approved, claimed)]);
  const late = generation.write({ partition: 3, from: 5n, next: 6n }, [
    change('ring', approved, rowAt(6, 'CANCELLED')),
  ]);
  await t.throwsAsync(late, { instanceOf: PositionMoved });
  t.deepEqual(await viewsOf(generation), [claimed]);
  t.deepEqual(await generation.positions(), new Map([[3, 6n]]));
  t.deepEqual(await generation.faults(null), []);
});

test('a position that has vanished is not made up again', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const options = { incarnation: INCARNATION };
  const stores = [
    createMongoViewStore({ ...options, db, projection: sellerOrder }),
    createRedisViewStore({ ...options, redis, environment }),
  ];
  for (const store of stores) {
    const generation = store.generation(newGenerationId());
    for (const from of [0n, 100n]) {
      const move = { partition: 0, from, next: 101n };
      await t.throwsAsync(generation.write(move, []), { instanceOf: PositionMoved });
    }
    t.deepEqual(await generation.positions(), new Map());
  }
});

test('a beginning is stored once and moves no position back', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const options = { incarnation: INCARNATION };
  const stores = [
    createMongoViewStore({ ...options, db, projection: sellerOrder }),
    createRedisViewStore({ ...options, redis, environment }),
  ];
  for (const store of stores) {
    const generation = store.generation(newGenerationId());
    await generation.begin(2);
    t.deepEqual(await generation.positions(), new Map([[2, 0n]]));
    await generation.write({ partition: 2, from: 0n, next: 7n }, []);
    await generation.begin(2);
    t.deepEqual(await generation.positions(), new Map([[2, 7n]]));
  }
});

test('the queue holds an order under its status by the exact time of its urgency', async (t) => {
  const { redis, environment } = await createStoresRig(t);
  const store = createRedisViewStore({ redis, environment, incarnation: INCARNATION });
  const id = await store.begin();
  const generation = store.generation(id);
  const [nothing, approved] = [workQueue.initial('ring'), rowAt(5, 'MANUFACTURING_APPROVED')];
  const [shipped, closed] = [rowAt(9, 'SHIPPED'), rowAt(10, 'CLOSED')];
  const key = (name: string) => `${environment}:wq:${id}:${name}`;
  await generation.begin(0);
  await generation.write({ partition: 0, from: 0n, next: 5n }, [change('ring', nothing, approved)]);
  t.deepEqual(await redis.zrange(key('status:MANUFACTURING_APPROVED'), '0', '-1', 'WITHSCORES'), [
    'ring',
    '1795000000123',
  ]);
  await generation.write({ partition: 0, from: 5n, next: 9n }, [change('ring', approved, shipped)]);
  t.is(await redis.zcard(key('status:MANUFACTURING_APPROVED')), 0);
  t.is(await redis.zcard(key('status:SHIPPED')), 1);
  await generation.write({ partition: 0, from: 9n, next: 10n }, [change('ring', shipped, closed)]);
  t.is(await redis.zcard(key('status:SHIPPED')), 0);
  t.is(await redis.hlen(key('rows')), 0);
  const announced = await redis.xrange(key('feed'), '-', '+');
  t.deepEqual(
    announced.map(([, [field, row]]) => [field, JSON.parse(row ?? '') as unknown]),
    [approved, shipped, closed].map((row) => ['row', row]),
  );
});

test('a generation folded from another log is not live', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  for (const incarnation of ['log before', 'log after']) {
    const stores = [
      createMongoViewStore({ db, projection: sellerOrder, incarnation }),
      createRedisViewStore({ redis, environment, incarnation }),
    ];
    for (const store of stores) {
      const found = await store.active();
      const began = await store.begin();
      const generation = store.generation(began);
      await generation.begin(0);
      await generation.write({ partition: 0, from: 0n, next: 1n }, []);
      t.is(found, null);
      t.is(await store.active(), began);
      t.is(await store.begin(), began);
    }
  }
});

test('a new generation goes live at one stroke and the one before it is kept', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const stores = [
    createMongoViewStore({ db, projection: sellerOrder, incarnation: INCARNATION }),
    createRedisViewStore({ redis, environment, incarnation: INCARNATION }),
  ];
  for (const store of stores) {
    const ids = [await store.begin(), newGenerationId(), newGenerationId()];
    for (const id of ids) {
      await store.generation(id).begin(0);
      await store.generation(id).write({ partition: 0, from: 0n, next: 1n }, []);
      await store.holdFor(id, 5_000);
      await store.activate(id);
      t.is(await store.active(), id);
    }
    t.is(await store.previous(), ids[1] ?? null);
    const positions = await Promise.all(ids.map((id) => store.generation(id).positions()));
    t.deepEqual(
      positions.map(({ size }) => size),
      [0, 1, 1],
    );
  }
});

test('nobody switches while the live generation is written to, or held for another', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const stores = [
    createMongoViewStore({ db, projection: sellerOrder, incarnation: INCARNATION }),
    createRedisViewStore({ redis, environment, incarnation: INCARNATION }),
  ];
  for (const store of stores) {
    const [first, second, third] = [await store.begin(), newGenerationId(), newGenerationId()];
    await t.throwsAsync(store.activate(second), { code: 'fenced' });
    t.deepEqual(await store.live(), { id: first, isHeld: false });
    t.true(await store.holdFor(second, 5_000));
    t.deepEqual(await store.live(), { id: first, isHeld: true });
    t.false(await store.holdFor(third, 5_000));
    await t.throwsAsync(store.activate(third), { code: 'fenced' });
    await store.activate(second);
    await store.activate(second);
    t.deepEqual(await store.live(), { id: second, isHeld: false });
    t.is(await store.previous(), first);
  }
});

test('a hold that has run out holds nobody and switches nothing', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const stores = [
    createMongoViewStore({ db, projection: sellerOrder, incarnation: INCARNATION }),
    createRedisViewStore({ redis, environment, incarnation: INCARNATION }),
  ];
  for (const store of stores) {
    const [first, second] = [await store.begin(), newGenerationId()];
    await store.holdFor(second, 1);
    await eventually(async () => !(await store.live()).isHeld);
    await t.throwsAsync(store.activate(second), { code: 'fenced' });
    t.is(await store.active(), first);
  }
});

test('a withdrawn generation leaves none, and the next goes live without a hold', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const stores = [
    createMongoViewStore({ db, projection: sellerOrder, incarnation: INCARNATION }),
    createRedisViewStore({ redis, environment, incarnation: INCARNATION }),
  ];
  for (const store of stores) {
    const [first, second] = [await store.begin(), newGenerationId()];
    await store.withdraw(second);
    t.is(await store.active(), first);
    await store.withdraw(first);
    t.is(await store.active(), null);
    await store.activate(second);
    t.is(await store.active(), second);
    t.is(await store.previous(), null);
  }
});

test('what a dead process has filled is filled again without harm', async (t) => {
  const { db, redis, environment } = await createStoresRig(t);
  const options = { incarnation: INCARNATION };
  const sellers = createMongoViewStore({ ...options, db, projection: sellerOrder });
  const filled = sellers.generation(newGenerationId());
  const other = { ...orderAt(3), orderId: 'brooch' };
  for (const order of [orderAt(5), orderAt(4), orderAt(6)]) {
    await filled.fill(new Map([['ring', order]]));
  }
  await filled.fill(
    new Map([
      ['ring', orderAt(2)],
      ['brooch', other],
    ]),
  );
  t.deepEqual(await viewsOf(filled), [orderAt(6), other]);
  const queue = createRedisViewStore({ ...options, redis, environment });
  const rows = queue.generation(newGenerationId());
  for (const row of [rowAt(5, 'SHIPPED'), rowAt(4, 'PACKAGING'), rowAt(3, 'CANCELLED')]) {
    await rows.fill(new Map([['ring', row]]));
  }
  t.deepEqual(await viewsOf(rows), [rowAt(5, 'SHIPPED')]);
  await rows.fill(new Map([['ring', rowAt(6, 'CLOSED')]]));
  await rows.fill(new Map([['ring', rowAt(5, 'SHIPPED')]]));
  t.deepEqual(
    (await viewsOf(rows)).map(({ version }) => version),
    [6],
  );
  t.deepEqual(await rows.faults(null), []);
});
