import { sellerFeed, type SellerFeedLine } from '@karat/projections';
import test from 'ava';
import { sellerFeedPage } from '../../src/queries/seller-feed-page.ts';
import { profiled } from '../support/profiled.ts';
import {
  createViewDatabase,
  type StoredDocument,
  type ViewDatabase,
} from '../support/view-database.ts';

const PARTITIONS = [0, 1, 2];
const LINES = 40;

/** The line at a place of the log; every third one is another seller's. */
function lineAt(partition: number, offset: number): StoredDocument & SellerFeedLine {
  const orderId = `order-${String(partition)}-${String(offset % 4)}`;
  const version = Math.floor(offset / 4) + 1;
  return {
    _id: `${orderId}/${String(version)}.0`,
    sellerId: offset % 3 === 2 ? 'gems' : 'jewels',
    ...{ orderId, version, partition, offset },
    eventId: `${String(partition)}:${String(offset)}`,
    occurredAt: 1_000 * offset + partition,
    correlationId: 'correlation',
    commandId: 'command',
    type: 'order.claimed',
    sellerOrderRef: null,
    status: 'MANUFACTURING_STARTED',
    previousStatus: 'MANUFACTURING_APPROVED',
  };
}

/** All lines of a partition up to an offset. */
function linesUpTo(partition: number, end: number): readonly (StoredDocument & SellerFeedLine)[] {
  return Array.from({ length: end }, (_, offset) => lineAt(partition, offset));
}

const WHOLE = PARTITIONS.flatMap((partition) => linesUpTo(partition, LINES));
const WANTED = WHOLE.filter(({ sellerId }) => sellerId === 'jewels').map(({ eventId }) => eventId);

async function readOn({ db }: ViewDatabase, after: string | null, limit: number) {
  const page = await sellerFeedPage(db, { sellerId: 'jewels', limit, after });
  return { ...page, ids: page.lines.map(({ eventId }) => eventId) };
}

test('no line is missed or repeated, however partitions come along and views are rebuilt', async (t) => {
  const database = await createViewDatabase(t);
  const { store, advance, activate } = database;
  await store(sellerFeed, 'a', []);
  await advance(sellerFeed, 'a', new Map([[1, 0]]));
  await activate(sellerFeed, 'a');
  const seen: string[] = [];
  let after: string | null = null;
  const readSome = async (limit: number): Promise<void> => {
    const page = await readOn(database, after, limit);
    seen.push(...page.ids);
    after = page.next;
  };
  // One partition far ahead of the others, and a batch that is being written, with a hole in it.
  const stored = new Set<string>();
  for (const positions of [{ 1: 30 }, { 0: 3, 1: 31 }, { 0: 20, 2: 1 }]) {
    const ends = new Map(Object.entries(positions).map(([p, end]) => [Number(p), end]));
    for (const [partition, end] of ends) {
      const lines = [...linesUpTo(partition, end), lineAt(partition, end + 1)];
      await store(
        sellerFeed,
        'a',
        lines.filter(({ _id }) => !stored.has(_id)),
      );
      for (const { _id } of lines) stored.add(_id);
    }
    await advance(sellerFeed, 'a', ends);
    await readSome(7);
    await readSome(50);
  }
  // A rebuild goes live that is behind what the seller has read, and comes along.
  await store(sellerFeed, 'b', WHOLE);
  await advance(sellerFeed, 'b', new Map(PARTITIONS.map((partition) => [partition, 5])));
  await activate(sellerFeed, 'b');
  await readSome(50);
  await advance(sellerFeed, 'b', new Map(PARTITIONS.map((partition) => [partition, LINES])));
  for (let page = 0; page < 30; page += 1) await readSome(4);
  t.deepEqual(seen.toSorted(), WANTED.toSorted());
  for (const partition of PARTITIONS) {
    const own = seen.filter((id) => id.startsWith(`${String(partition)}:`));
    t.deepEqual(
      own,
      WANTED.filter((id) => id.startsWith(`${String(partition)}:`)),
    );
  }
});

test('a page stands in the order of time, and says whether there is more', async (t) => {
  const database = await createViewDatabase(t);
  const { store, advance, activate, db } = database;
  await store(sellerFeed, 'a', WHOLE);
  await advance(sellerFeed, 'a', new Map(PARTITIONS.map((partition) => [partition, LINES])));
  await activate(sellerFeed, 'a');
  const first = await readOn(database, null, 5);
  t.deepEqual(first.ids, ['0:0', '1:0', '2:0', '0:1', '1:1']);
  t.true(first.hasMore);
  const rest = await readOn(database, first.next, 200);
  t.is(rest.ids.length, WANTED.length - 5);
  t.false(rest.hasMore);
  const end = await readOn(database, rest.next, 200);
  t.deepEqual([end.ids, end.next], [[], rest.next]);
  const foreign = sellerFeedPage(db, { sellerId: 'gems', limit: 5, after: first.next });
  await t.throwsAsync(foreign, { message: 'Expected a valid request' });
});

test('a page is found by the index, wherever it lies', async (t) => {
  const { store, advance, activate, db } = await createViewDatabase(t);
  await store(sellerFeed, 'a', WHOLE);
  await advance(sellerFeed, 'a', new Map(PARTITIONS.map((partition) => [partition, LINES])));
  await activate(sellerFeed, 'a');
  const first = await sellerFeedPage(db, { sellerId: 'jewels', limit: 30, after: null });
  const queries = await profiled(db, sellerFeed.name, () => {
    return sellerFeedPage(db, { sellerId: 'jewels', limit: 3, after: first.next });
  });
  t.is(queries.length, PARTITIONS.length);
  for (const { plan, hasSorted, documentsRead, returned } of queries) {
    t.is(plan, 'IXSCAN { sellerId: 1, partition: 1, offset: 1 }');
    t.false(hasSorted);
    t.is(documentsRead, returned);
  }
});

test('while no feed is built the answer says so', async (t) => {
  const { db } = await createViewDatabase(t);
  await t.throwsAsync(sellerFeedPage(db, { sellerId: 'jewels', limit: 5, after: null }), {
    message: /seller-feed to be built/,
  });
});

test('lines behind an order that is parked wait for it, and for nobody else’s', async (t) => {
  const database = await createViewDatabase(t);
  const { store, advance, activate, db } = database;
  const lines = linesUpTo(0, 10).filter(({ offset }) => offset !== 3);
  await store(sellerFeed, 'a', lines);
  const [mine, other] = ['order-0-3', 'order-of-gems'];
  await store(sellerFeed, 'a', [{ _id: other, version: 1, ...{ sellerId: 'gems' } }]);
  await advance(sellerFeed, 'a', new Map([[0, 10]]));
  await activate(sellerFeed, 'a');
  const parked = db.collection<{ _id: string }>('seller-feed_a_positions');
  const park = async (orderId: string, offset: number): Promise<void> => {
    const order = { orderId, partition: 0, offset };
    await parked.insertOne({ _id: `parking/order/0/${orderId}`, ...{ order } });
  };
  await park(other, 1);
  await park(mine, 3);
  const first = await readOn(database, null, 50);
  t.deepEqual(first.ids, ['0:0', '0:1']);
  await store(sellerFeed, 'a', [lineAt(0, 3)]);
  await parked.deleteOne({ _id: `parking/order/0/${mine}` });
  t.deepEqual((await readOn(database, first.next, 50)).ids, ['0:3', '0:4', '0:6', '0:7', '0:9']);
});
