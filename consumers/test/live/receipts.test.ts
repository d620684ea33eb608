import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { createTelemetry } from '@karat/infra/telemetry';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import { keptReceipts, storedReceipt, type StoredReceipt } from '@karat/projections';
import { partitionOf, type CommandReceipt, type Outcome, type Refusal } from '@karat/schemas';
import { decodeReceipts } from '@karat/schemas/codec';
import test, { type ExecutionContext } from 'ava';
import type { Collection, Db } from 'mongodb';
import { keepReceipts } from '../../src/projector/keep-receipts.ts';
import { openReceiptStore, type ReceiptStore } from '../../src/projector/receipt-store.ts';
import { createSubscription, type PositionDocument } from '../../src/subscription.ts';
import { outcomeOf as outcomeOfOrder, publishOutcomes } from '../support/outcomes.ts';

const ORDER_ID = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';
const REFUSED = { outcome: 'REFUSED', refusal: refusalFor('illegal-transition') } as const;
const KEY_REUSED = { outcome: 'REFUSED', refusal: refusalFor('idempotency-key-reused') } as const;

test('the outcome of a command is kept, an acceptance rather than any refusal', async (t) => {
  const rig = await createRig(t);
  await rig.keep();
  await rig.publish(outcomeOf('a', REFUSED), outcomeOf('a'), outcomeOf('a', KEY_REUSED));
  await rig.publish(outcomeOf('b', REFUSED), outcomeOf('b', KEY_REUSED));
  const [a, b] = await rig.kept(['a', 'b']);
  t.like(a, { outcome: 'ACCEPTED', offset: '1', actor: { role: 'crm', id: 'carl' } });
  t.like(b, { outcome: 'REFUSED', offset: '3', refusal: { reason: 'illegal-transition' } });
  const indexes = await rig.receipts.indexes();
  t.truthy(indexes.find(({ key }) => 'commandId' in key));
  t.is(indexes.find(({ key }) => 'expiresAt' in key)?.['expireAfterSeconds'], 0);
});

test('outcomes come back whether their collection is dropped or their database', async (t) => {
  const rig = await createRig(t);
  await rig.keep();
  await rig.publish(outcomeOf('a'), outcomeOf('b', REFUSED));
  const before = await rig.kept(['a', 'b']);
  await rig.positionKept();
  await rig.receipts.drop();
  t.deepEqual(await rig.kept(['a', 'b']), before);
  await rig.positionKept();
  await rig.db.dropDatabase();
  await rig.publish(outcomeOf('c'));
  t.deepEqual((await rig.kept(['a', 'b', 'c'])).slice(0, 2), before);
  t.is((await rig.receipts.indexes()).length, 3);
});

test('a position says from its beginning where the outcomes are whole again', async (t) => {
  const rig = await createRig(t);
  const { log } = rig;
  const partition = ownPartition(log);
  const partitions = log.identity.partitions;
  await rig.keep();
  const first = await rig.positionOf(({ offset }) => Number(offset) === 0);
  t.like(first, { filling: { to: 0, partitions } });
  await rig.publish(outcomeOf('a'), outcomeOf('b'));
  await rig.kept(['a', 'b']);
  const moved = await rig.positionOf(({ offset }) => Number(offset) > 0);
  t.deepEqual(moved.filling, first.filling);
  const end = Number(await log.reader.endOf(log.topics.receipts, partition));
  await rig.receipts.drop();
  const again = await rig.positionOf(({ offset }) => Number(offset) === end);
  t.like(again, { filling: { to: end, partitions } });
  t.true((again.filling?.['begunAt'] ?? 0) > (first.filling?.['begunAt'] ?? Infinity));
});

test('outcomes that are dropped before the first position is stored come back, too', async (t) => {
  const rig = await createRig(t);
  const { log, db } = rig;
  await rig.publish(outcomeOf('a'), outcomeOf('b', REFUSED));
  const store = await openReceiptStore({ db, log });
  let drops = 0;
  await rig.subscribe({
    ...store,
    handle: async (batch) => {
      await store.handle(batch);
      // Now the outcomes are stored and their position is not.
      if (drops > 0 || batch.items.length === 0) return;
      await rig.receipts.drop();
      drops += 1;
    },
  });
  await eventually(() => drops === 1);
  t.deepEqual(
    (await rig.kept(['a', 'b'])).map(({ commandId }) => commandId),
    ['a', 'b'],
  );
  await rig.publish(outcomeOf('c'));
  t.is((await rig.kept(['a', 'b', 'c'])).length, 3);
});

test('outcomes are read on where a topic begins that has lost its oldest receipts', async (t) => {
  const rig = await createRig(t);
  await rig.publish(outcomeOf('a'), outcomeOf('b'), outcomeOf('c'));
  await rig.forgetUpTo(2);
  await rig.keep();
  t.is((await rig.kept(['c']))[0]?.offset, '2');
  t.is(await rig.receipts.countDocuments({ commandId: { $exists: true } }), 1);
});

test('outcomes of a log that is no more are gone before those of the next are kept', async (t) => {
  const rig = await createRig(t);
  const other = await openReceiptStore({
    db: rig.db,
    log: { ...rig.log, identity: { ...rig.log.identity, incarnation: 'another log' } },
  });
  const old = storedReceipt({ ...outcomeOf('a'), partition: 0, offset: '0' });
  const bounds = { partition: 0, fromOffset: 0n, nextOffset: 1n };
  await other.handle({ ...bounds, items: [old] });
  await other.positions.begin(0);
  await other.positions.save?.({ partition: 0, from: 0n, next: 1n });
  await rig.keep();
  await rig.publish(outcomeOf('b'), outcomeOf('a', REFUSED));
  const [a] = await rig.kept(['a', 'b']);
  t.like(a, { outcome: 'REFUSED', offset: '1' });
});

test('batches that are repeated, cut otherwise or late leave the same outcomes', async (t) => {
  const rig = await createRig(t);
  const { handle } = await openReceiptStore(rig);
  const kinds = [REFUSED, KEY_REUSED, {}, { repeated: true }, REFUSED];
  const log = Array.from({ length: 60 }, (_, offset) =>
    storedReceipt({
      ...outcomeOf(`command-${String(offset % 7)}`, kinds[(offset * 3) % kinds.length]),
      partition: 0,
      offset: String(offset),
    }),
  );
  const bounds = { partition: 0, fromOffset: 0n, nextOffset: 60n };
  const batches = [log.slice(30), log.slice(0, 45), log.slice(20, 35), log, log.slice(50)];
  await Promise.all(batches.map((items) => handle({ ...bounds, items })));
  await handle({ ...bounds, items: log.slice(40) });
  const stored = await rig.receipts.find().sort({ _id: 1 }).toArray();
  const expected = [...keptReceipts(log).values()].sort((a, b) => (a._id < b._id ? -1 : 1));
  t.deepEqual(stored, expected);
});

interface Rig {
  readonly log: TestLog;
  readonly db: Db;
  readonly receipts: Collection<StoredReceipt>;
  readonly keep: () => Promise<void>;
  /** Keeps receipts in a store of the test's own. */
  readonly subscribe: (store: ReceiptStore) => Promise<void>;
  readonly publish: (...outcomes: readonly Outcome[]) => Promise<void>;
  /** Deletes the records before an offset, as the topic's retention does. */
  readonly forgetUpTo: (offset: number) => Promise<void>;
  /** Waits until the position of a batch is kept, too. */
  readonly positionKept: () => Promise<void>;
  /** The position of the partition of these receipts, as soon as it is so. */
  readonly positionOf: (isSo: (position: PositionDocument) => boolean) => Promise<PositionDocument>;
  /** What is kept of these commands, as soon as something is of each. */
  readonly kept: (commandIds: readonly string[]) => Promise<readonly StoredReceipt[]>;
}

async function createRig(t: ExecutionContext): Promise<Rig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const logger = createLogger({ service: 'test', level: 'fatal' });
  const url = mongoUrlFor(servers.mongoUrl, `${log.environment}_view_operations`);
  const { db, close } = await connectMongo(url, { name: 'test', logger });
  t.teardown(async () => {
    await db.dropDatabase();
    await close();
  });
  const receipts = db.collection<StoredReceipt>('receipts');
  const health = { set: () => undefined, reasons: () => Promise.resolve([]) };
  const fail = (error: unknown) => t.fail(String(error));
  const service = { logger, telemetry: createTelemetry('test'), health, fail };
  return {
    log,
    db,
    receipts,
    subscribe: async (store) => {
      const { close: leave } = await createSubscription({
        ...store,
        log,
        service,
        name: 'test',
        groupId: `${log.environment}.test`,
        topic: log.topics.receipts,
        decode: async (records) => (await decodeReceipts(log.codec, records)).map(storedReceipt),
        timeOf: ({ decidedAt }) => decidedAt,
        pollIntervalMs: 100,
      });
      t.teardown(leave);
    },
    keep: async () => {
      const { close: leave } = await keepReceipts({ log, db, service, pollIntervalMs: 100 });
      t.teardown(leave);
    },
    publish: (...outcomes) => publishOutcomes(log, outcomes),
    forgetUpTo: (offset) => forgetUpTo(log, offset),
    positionKept: async () => {
      const positions = db.collection<PositionDocument>('receipts');
      await eventually(() => positions.findOne({ _id: { $gte: 0 }, offset: { $gt: 0 } }));
    },
    positionOf: (isSo) =>
      eventually(async () => {
        const positions = db.collection<PositionDocument>('receipts');
        const found = await positions.findOne({ _id: ownPartition(log) });
        return found !== null && isSo(found) && found;
      }),
    kept: (commandIds) =>
      eventually(async () => {
        const query = { commandId: { $in: [...commandIds] } };
        const found = await receipts.find(query).sort({ _id: 1 }).toArray();
        return found.length === commandIds.length && found;
      }),
  };
}

async function forgetUpTo(log: TestLog, offset: number): Promise<void> {
  const admin = log.kafka.admin();
  await admin.connect();
  // kafkajs knows the leaders of a topic only after it was asked something else of it.
  await admin.fetchTopicOffsets(log.topics.receipts);
  await admin.deleteTopicRecords({
    topic: log.topics.receipts,
    partitions: [{ partition: ownPartition(log), offset: String(offset) }],
  });
  await admin.disconnect();
}

function ownPartition({ identity }: TestLog): number {
  return partitionOf(ORDER_ID, identity.partitions);
}

function outcomeOf(commandId: string, receipt: Partial<CommandReceipt> = {}): Outcome {
  return outcomeOfOrder({ commandId, orderId: ORDER_ID }, receipt);
}

function refusalFor(reason: string): Refusal {
  return {
    reason,
    detail: 'Expected something else',
    currentVersion: null,
    allowedTransitions: [],
    claimedBy: null,
    claimedAt: null,
  };
}
