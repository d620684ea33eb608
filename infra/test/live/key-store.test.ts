import test from 'ava';
import { createKeyStore } from '../../src/key-store.ts';
import { eventually } from '../../src/testing.ts';
import { newDatabase } from '../support/live.ts';

test('an order gets one key and keeps it', async (t) => {
  const { db } = await newDatabase(t);
  const keys = createKeyStore(db);
  const key = await keys.keyFor('order-1');
  t.is(key.length, 32);
  t.deepEqual(await keys.keyFor('order-1'), key);
  t.deepEqual(await createKeyStore(db).findKey('order-1'), key);
  t.notDeepEqual(await keys.keyFor('order-2'), key);
});

test('of ten gateways that make a key at once the first wins', async (t) => {
  const { db } = await newDatabase(t);
  const gateways = Array.from({ length: 10 }, () => createKeyStore(db));
  const made = await Promise.all(gateways.map((keys) => keys.keyFor('order-1')));
  t.is(new Set(made.map((key) => key.toString('hex'))).size, 1);
});

test('an order without a key has none', async (t) => {
  const { db } = await newDatabase(t);
  t.is(await createKeyStore(db).findKey('order-1'), null);
});

test('a destroyed key is forgotten when its time in memory is over', async (t) => {
  const { db } = await newDatabase(t);
  const lasting = createKeyStore(db, { cacheMs: 60_000 });
  const brief = createKeyStore(db, { cacheMs: 0 });
  const key = await lasting.keyFor('order-1');
  await brief.keyFor('order-1');
  await db.collection('order_keys').deleteMany({});
  t.deepEqual(await lasting.findKey('order-1'), key);
  t.is(await brief.findKey('order-1'), null);
});

test('memory holds only so many keys', async (t) => {
  const { db } = await newDatabase(t);
  const keys = createKeyStore(db, { maxCached: 1 });
  await keys.keyFor('order-1');
  await keys.keyFor('order-2');
  await db.collection('order_keys').deleteMany({});
  t.is(await keys.findKey('order-1'), null);
  t.not(await keys.findKey('order-2'), null);
});

test('a key is destroyed for ever, in memory and on disk, and no request makes another', async (t) => {
  const { db } = await newDatabase(t);
  const keys = createKeyStore(db);
  await keys.keyFor('order-1');
  const { destroyedAt } = await keys.destroyKey('order-1');
  t.true(Math.abs(destroyedAt - Date.now()) < 60_000);
  t.is(await keys.findKey('order-1'), null);
  const error = await t.throwsAsync(keys.keyFor('order-1'));
  t.like(error, { code: 'personal-data-erased', retryable: false });
  const stored = await db.collection<{ _id: string }>('order_keys').findOne({ _id: 'order-1' });
  t.deepEqual(Object.keys(stored ?? {}).sort(), ['_id', 'createdAt', 'destroyedAt']);
});

test('destroying a key again tells when it was destroyed', async (t) => {
  const { db } = await newDatabase(t);
  const keys = createKeyStore(db);
  await keys.keyFor('order-1');
  const first = await keys.destroyKey('order-1');
  t.deepEqual(await createKeyStore(db).destroyKey('order-1'), first);
});

test('an order that never had a key gets none once it is erased', async (t) => {
  const { db } = await newDatabase(t);
  const keys = createKeyStore(db);
  await keys.destroyKey('order-1');
  await t.throwsAsync(createKeyStore(db).keyFor('order-1'), { code: 'personal-data-erased' });
});

test('a process that remembers a destroyed key forgets it when its time is over', async (t) => {
  const { db } = await newDatabase(t);
  const elsewhere = createKeyStore(db, { cacheMs: 2_000 });
  const key = await elsewhere.keyFor('order-1');
  await createKeyStore(db).destroyKey('order-1');
  t.deepEqual(await elsewhere.findKey('order-1'), key);
  await eventually(async () => (await elsewhere.findKey('order-1')) === null);
  t.is(await elsewhere.findKey('order-1'), null);
});

test('of those who make and destroy a key at once, destroying wins in the end', async (t) => {
  const { db } = await newDatabase(t);
  const stores = Array.from({ length: 6 }, () => createKeyStore(db, { maxCached: 0 }));
  await Promise.allSettled(
    stores.map((keys, index) =>
      index % 2 === 0 ? keys.keyFor('order-1') : keys.destroyKey('order-1'),
    ),
  );
  t.is(await createKeyStore(db).findKey('order-1'), null);
  await t.throwsAsync(createKeyStore(db).keyFor('order-1'), { code: 'personal-data-erased' });
});

test('many keys are found at once, without those that are destroyed or were never made', async (t) => {
  const { db } = await newDatabase(t);
  const keys = createKeyStore(db);
  const [one, other] = [await keys.keyFor('order-1'), await keys.keyFor('order-2')];
  await keys.keyFor('order-3');
  await keys.destroyKey('order-3');
  const orders = ['order-1', 'order-2', 'order-2', 'order-3', 'order-4'];
  const expected = new Map([
    ['order-1', one],
    ['order-2', other],
  ]);
  t.deepEqual(await keys.findKeys(orders), expected);
  t.deepEqual(await createKeyStore(db).findKeys(orders), expected);
  t.deepEqual(await keys.findKeys([]), new Map());
});
