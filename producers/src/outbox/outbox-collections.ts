import type { OrderCommand, WritableRecord } from '@karat/schemas';
import type { Binary, Collection, Db } from 'mongodb';

/** What the shop knows of an order itself, in the collection `orders`. This is a format. */
export interface ShopOrder {
  /** Order id. */
  readonly _id: string;
  /** Number of commands that the shop has sent for it, so the `seq` of the last one. */
  readonly seq: number;
  readonly createdAt: Date;
  /** When the last command was written; within an order each is later than the one before. */
  readonly lastCommandAt: Date;
  readonly lastCommandId: string;
  readonly lastCommandType: OrderCommand['type'];
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
}

/**
 * A command on its way to Kafka, in the collection `outbox`; (orderId, seq, publishedAt) are the
 * truth about what has still to go. Personal data is sealed in `value`. This is a format.
 */
export interface OutboxRow {
  /** `<orderId>/<seq>`, so no two rows can have one place. */
  readonly _id: string;
  readonly orderId: string;
  /** Place among the commands of the order, from 1 without a gap. */
  readonly seq: number;
  readonly commandId: string;
  /** The record as it goes to Kafka; the relay adds the partition. */
  readonly key: string;
  readonly value: Binary;
  readonly headers: WritableRecord['headers'];
  /** The order's `lastCommandAt`, by the clock of the database. */
  readonly createdAt: Date;
  /** Null until Kafka has confirmed it. */
  readonly publishedAt: Date | null;
}

/** The collections of an outbox. */
export interface OutboxCollections {
  readonly db: Db;
  readonly orders: Collection<ShopOrder>;
  readonly outbox: Collection<OutboxRow>;
}

/** How long a published row can still be looked at. */
const PUBLISHED_KEPT_SECONDS = 7 * 24 * 60 * 60;

/** The order in which rows are published: see {@link ShopOrder.lastCommandAt} for why it holds. */
export const PUBLICATION_ORDER = { createdAt: 1, seq: 1 } as const;

/** Rows that wait. */
export const WAITING = { publishedAt: null } as const;

/** The collections in the shop's own database, with their indexes; safe to repeat. */
export async function openOutboxCollections(db: Db): Promise<OutboxCollections> {
  const orders = db.collection<ShopOrder>('orders');
  const outbox = db.collection<OutboxRow>('outbox');
  await Promise.all([
    // Made beforehand: a transaction that makes a collection waits for a lock on the database.
    db.createCollection('orders').catch(ignoreExisting),
    outbox.createIndexes([
      { key: PUBLICATION_ORDER, name: 'waiting', partialFilterExpression: WAITING },
      { key: { publishedAt: 1 }, expireAfterSeconds: PUBLISHED_KEPT_SECONDS },
    ]),
  ]);
  return { db, orders, outbox };
}

const NAMESPACE_EXISTS = 48;

function ignoreExisting(error: unknown): void {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code !== NAMESPACE_EXISTS) throw error;
}
