import { PlatformError } from '@karat/infra/errors';
import type { Tier } from '@karat/infra/object-store';
import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { MongoServerError, type ClientSession, type Collection, type Db } from 'mongodb';
import type { FileOrder } from './file-order.ts';
import { HOTTEST_FIRST } from './tier-of-status.ts';

/** Name of the collection of {@link FileOrder}. */
export const FILE_ORDERS = 'orders';

/** What is known of orders in `view_files`, and through them of files. */
export interface FileOrderBook {
  readonly ensureIndexes: () => Promise<void>;
  readonly find: (orderId: string) => Promise<FileOrder | null>;
  /** By order id; orders that nobody has told of are missing. */
  readonly load: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, FileOrder>>;
  /**
   * Stores orders in a transaction.
   * @throws `fenced` (retryable) where a later version is stored: another process was faster.
   */
  readonly save: (orders: readonly FileOrder[], session: ClientSession) => Promise<void>;
  /** The tier that the hottest order of a file asks for; null when no order refers to it. */
  readonly wantedTier: (fileId: string, session?: ClientSession) => Promise<Tier | null>;
  /** How many orders refer to a file, counted up to this many. */
  readonly countReferring: (fileId: string, atMost: number) => Promise<number>;
}

/** Opens the orders of a database. */
export function openFileOrderBook(db: Db): FileOrderBook {
  const orders = db.collection<FileOrder>(FILE_ORDERS);
  return {
    ensureIndexes: async () => {
      await orders.createIndexes([{ name: 'files', key: { files: 1, tier: 1 } }]);
    },
    find: (orderId) => orders.findOne({ _id: orderId }),
    load: async (orderIds) => {
      const found = await orders.find({ _id: { $in: [...orderIds] } }).toArray();
      return new Map(found.map((order) => [order._id, order]));
    },
    save: async (moved, session) => {
      if (moved.length === 0) return;
      const writes = moved.map(({ _id, ...rest }) => ({
        updateOne: {
          filter: { _id, version: { $lt: rest.version } },
          update: { $set: rest },
          upsert: true,
        },
      }));
      await orders.bulkWrite(writes, { ordered: false, session }).catch(refuseLaterVersions);
    },
    wantedTier: (fileId, session) => wantedTier(orders, fileId, session),
    countReferring: (fileId, atMost) => orders.countDocuments({ files: fileId }, { limit: atMost }),
  };
}

/** Three looks into the index at most, however many orders refer to the file. */
async function wantedTier(
  orders: Collection<FileOrder>,
  fileId: string,
  session?: ClientSession,
): Promise<Tier | null> {
  const options = { projection: { _id: 1 }, ...(session === undefined ? {} : { session }) };
  for (const tier of HOTTEST_FIRST) {
    if ((await orders.findOne({ files: fileId, tier }, options)) !== null) return tier;
  }
  return null;
}

/** Where a later version is stored the filter misses, and the insert meets that document. */
function refuseLaterVersions(cause: unknown): never {
  if (!(cause instanceof MongoServerError && cause.code === DUPLICATE_KEY)) throw cause;
  const message = 'Expected orders at the version that they were loaded at, got a later one';
  throw new PlatformError('fenced', message, { cause, retryable: true });
}
