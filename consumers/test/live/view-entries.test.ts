import { sellerFeed } from '@karat/projections';
import test from 'ava';
import { createMongoViewStore } from '../../src/projector/mongo-view-store.ts';
import type { StoredView } from '../../src/projector/view-store.ts';
import { createStoresRig } from '../support/stores-rig.ts';

const NOTHING = sellerFeed.initial('ring');
const VIEW = { ...NOTHING, version: 1 };
const LINE = { version: 1, offset: 7 };
const CHANGES = [
  { key: 'ring', before: NOTHING, after: VIEW, entries: [{ key: 'ring/1.0', entry: LINE }] },
];

test('what an event leaves is stored before the view that has moved on', async (t) => {
  const { db } = await createStoresRig(t);
  const store = createMongoViewStore({ db, projection: sellerFeed, incarnation: 'this log' });
  const generation = store.generation('one');
  const storedNow = async () => {
    const stored: StoredView<unknown>[] = [];
    for await (const batch of generation.all()) stored.push(...batch);
    return stored;
  };
  // As a server that goes away in between: it takes the entry and not the view.
  await db.createCollection('seller-feed_one', { validator: { offset: { $exists: true } } });
  await generation.begin(0);
  const move = { partition: 0, from: 0n, next: 8n };
  await t.throwsAsync(generation.write(move, CHANGES), { code: 'document-refused' });
  t.deepEqual(await storedNow(), [['ring/1.0', LINE]]);
  t.deepEqual(await generation.positions(), new Map([[0, 0n]]));

  await db.command({ collMod: 'seller-feed_one', validator: {} });
  await generation.write(move, CHANGES);
  t.deepEqual(await storedNow(), [
    ['ring/1.0', LINE],
    ['ring', VIEW],
  ]);
  t.deepEqual(await generation.positions(), new Map([[0, 8n]]));
});
