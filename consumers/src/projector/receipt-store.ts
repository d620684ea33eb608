import type { LogConnection } from '@karat/infra/log-connection';
import {
  keptReceipts,
  RECEIPTS,
  type ReceiptFilling,
  type StoredReceipt,
} from '@karat/projections';
import type { Collection, Db } from 'mongodb';
import {
  confirmMongoPositions,
  createMongoParking,
  createMongoPositions,
  throwFailures,
  type ParkingDocument,
  type ParkingStore,
  type PositionDocument,
  type PositionStore,
  type RecordBatch,
} from '../subscription.ts';
import { DocumentsRefused, writeUnlessRefused } from './refused-documents.ts';
import { replaceGuarded } from './replace-guarded.ts';

/** What a subscription needs to keep outcomes readable by the id of their command. */
export interface ReceiptStore {
  readonly positions: PositionStore;
  readonly parking: ParkingStore;
  readonly handle: (
    batch: Pick<RecordBatch<StoredReceipt>, 'items' | 'fromOffset'>,
  ) => Promise<void>;
}

/** Settings of {@link openReceiptStore}. */
export interface ReceiptStoreOptions {
  /** `view_operations`. */
  readonly db: Db;
  /** The log that receipts are read from. */
  readonly log: Pick<LogConnection, 'identity' | 'reader' | 'topics'>;
}

/** Only receipts have a command: positions stand in the same collection. */
const IS_RECEIPT = { commandId: { $exists: true } };

/**
 * Opens the collection of outcomes. Positions stand in it as well, under numbers as ids: so nobody
 * can drop the one and keep the other, and a dropped collection is filled again from the topic.
 * Which of several receipts stays is told by their ranks alone, so repetitions, other cuts and
 * processes that wake up late change nothing.
 */
export async function openReceiptStore(options: ReceiptStoreOptions): Promise<ReceiptStore> {
  const { db, log } = options;
  const { incarnation } = log.identity;
  const receipts = db.collection<StoredReceipt>(RECEIPTS.collection);
  const numbered = db.collection<PositionDocument>(RECEIPTS.collection);
  const positions = createMongoPositions(numbered, incarnation, (partition) =>
    fillingOf(log, partition),
  );
  await forgetOtherLogs(receipts, numbered, incarnation);
  return {
    parking: createMongoParking(db.collection<ParkingDocument>(RECEIPTS.collection), incarnation),
    positions: {
      load: positions.load,
      begin: positions.begin,
      confirm: (confirmations) => confirmMongoPositions(numbered, incarnation, confirmations),
      save: positions.save,
      discard: async (partition) => {
        // Receipts behind the end of the log tell of commands that are no more.
        await receipts.deleteMany({ ...IS_RECEIPT, partition });
        await positions.discard(partition);
      },
    },
    handle: async ({ items, fromOffset }) => {
      // Whatever made a partition begin anew may have taken the indexes away, too.
      if (fromOffset === 0n) await createIndexes(receipts);
      await replaceAll(receipts, [...keptReceipts(items).values()]);
    },
  };
}

/** Where readers find all outcomes again that were there before a collection was lost. */
async function fillingOf(
  { identity, reader, topics }: ReceiptStoreOptions['log'],
  partition: number,
): Promise<PositionDocument['filling']> {
  const to = Number(await reader.endOf(topics.receipts, partition));
  const filling: ReceiptFilling = { to, begunAt: Date.now(), partitions: identity.partitions };
  return { ...filling };
}

async function replaceAll(
  receipts: Collection<StoredReceipt>,
  kept: readonly StoredReceipt[],
): Promise<void> {
  const byKey = kept.map((receipt) => ({ key: receipt._id, receipt }));
  try {
    await writeUnlessRefused(byKey, async (some) => {
      await replaceGuarded(
        receipts,
        some.map(({ receipt }) => replacement(receipt)),
      );
    });
  } catch (error) {
    if (!(error instanceof DocumentsRefused)) throw error;
    const refused = kept.filter(({ _id }) => error.causes.has(_id));
    throwFailures(
      refused.map(({ _id, offset }) => {
        return { offset, reason: 'document-refused', cause: error.causes.get(_id) };
      }),
    );
  }
}

function replacement(receipt: StoredReceipt) {
  const filter = { _id: receipt._id, rank: { $gt: receipt.rank } };
  return { replaceOne: { filter, replacement: receipt, upsert: true } };
}

async function createIndexes(receipts: Collection<StoredReceipt>): Promise<void> {
  await receipts.createIndexes([
    { key: { commandId: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ]);
}

/**
 * Drops what was read from another log: its offsets rank with those of this one and say nothing.
 * Positions go last, because they tell that there is something to drop.
 */
async function forgetOtherLogs(
  receipts: Collection<StoredReceipt>,
  positions: Collection<PositionDocument>,
  incarnation: string,
): Promise<void> {
  const foreign = { _id: { $gte: 0 }, incarnation: { $ne: incarnation } };
  if ((await positions.findOne(foreign)) === null) return;
  await receipts.deleteMany(IS_RECEIPT);
  await positions.deleteMany({ _id: { $gte: 0 } });
}
