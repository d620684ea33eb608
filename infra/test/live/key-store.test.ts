import test from 'ava';
import { createKeyStore } from '../../src/key-store.ts';
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
