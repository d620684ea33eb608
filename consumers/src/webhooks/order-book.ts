import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { MongoBulkWriteError, type Db } from 'mongodb';
import type { WebhookOrder } from './webhook-order.ts';

/** What is remembered of orders in `own_sellers`. */
export interface OrderBook {
  /** By order id; orders that nobody has told of are missing. */
  readonly load: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, WebhookOrder>>;
  /** Stores orders, save where a later version is stored already. */
  readonly save: (orders: readonly WebhookOrder[]) => Promise<void>;
}

/** Opens the orders of a database. */
export function openOrderBook(db: Db): OrderBook {
  const orders = db.collection<WebhookOrder>('webhook_orders');
  return {
    load: async (orderIds) => {
      const found = await orders.find({ _id: { $in: [...orderIds] } }).toArray();
      return new Map(found.map((order) => [order._id, order]));
    },
    save: async (moved) => {
      if (moved.length === 0) return;
      const writes = moved.map(({ _id, ...rest }) => ({
        updateOne: {
          filter: { _id, version: { $lt: rest.version } },
          update: { $set: rest },
          upsert: true,
        },
      }));
      await orders.bulkWrite(writes, { ordered: false }).catch(ignoreLaterVersions);
    },
  };
}

/** Where a later version is stored the filter misses, and the insert meets that document. */
function ignoreLaterVersions(error: unknown): void {
  const isOnlyThat =
    error instanceof MongoBulkWriteError &&
    [error.writeErrors].flat().every(({ code }) => code === DUPLICATE_KEY);
  if (!isOnlyThat) throw error;
}
