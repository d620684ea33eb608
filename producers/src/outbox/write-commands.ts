import type { CommandEnvelope, WritableRecord } from '@karat/schemas';
import { Binary, type ClientSession, type Document } from 'mongodb';
import { groupBy } from './group-by.ts';
import type { OutboxCollections, OutboxRow, ShopOrder } from './outbox-collections.ts';

/** A command with its record, as it is to be written. */
export interface OutboxEntry {
  readonly command: CommandEnvelope;
  readonly record: WritableRecord;
}

/**
 * Writes commands and the documents of their orders in one transaction that a majority has confirmed
 * when this resolves; the driver repeats it as often as it meets a transient error.
 *
 * What makes the order per order hold: the transaction changes the order's document, so of two that
 * write the same order one waits for the other or is repeated, and its rows get a later `seq` and a
 * later `createdAt`. Whoever sees a row therefore sees all earlier ones of its order too.
 */
export async function writeCommands(
  collections: OutboxCollections,
  entries: readonly OutboxEntry[],
): Promise<void> {
  const { db } = collections;
  const options = { writeConcern: { w: 'majority' }, readConcern: { level: 'snapshot' } } as const;
  await db.client.withSession((session) =>
    session.withTransaction(() => write(collections, entries, session), options),
  );
}

async function write(
  { orders, outbox }: OutboxCollections,
  entries: readonly OutboxEntry[],
  session: ClientSession,
): Promise<void> {
  const byOrder = groupBy(entries, ({ command }) => command.orderId);
  const updates = [...byOrder].map(([orderId, ofOrder]) => ({
    updateOne: { filter: { _id: orderId }, update: [advanceBy(ofOrder)], upsert: true },
  }));
  await orders.bulkWrite(updates, { session });
  const shopOrders = await orders
    .find({ _id: { $in: [...byOrder.keys()] } }, { session })
    .toArray();
  const rows = shopOrders.flatMap((order) => rowsOf(order, byOrder.get(order._id) ?? []));
  await outbox.insertMany(rows, { session });
}

/**
 * The clock is the database's, one for all processes; after a change of the primary it may go back,
 * within an order it never does. Values of callers are literals: `$seq` is a possible reference.
 */
function advanceBy(ofOrder: readonly OutboxEntry[]): Document {
  const last = ofOrder.at(-1)?.command;
  return {
    $set: {
      seq: { $add: [{ $ifNull: ['$seq', 0] }, ofOrder.length] },
      createdAt: { $ifNull: ['$createdAt', '$$NOW'] },
      lastCommandAt: { $max: ['$$NOW', { $add: ['$lastCommandAt', 1] }] },
      lastCommandId: { $literal: last?.commandId },
      lastCommandType: { $literal: last?.command.type },
      ...sellerOf(ofOrder),
    },
  };
}

/** The first initiation tells whose order it is; a later one is refused or says the same. */
function sellerOf(ofOrder: readonly OutboxEntry[]): Document {
  const initiations = ofOrder.flatMap(({ command: { command } }) =>
    command.type === 'InitiateOrder' ? [command.data] : [],
  );
  const { sellerId = null, sellerOrderRef = null } = initiations[0] ?? {};
  return {
    sellerId: { $ifNull: ['$sellerId', { $literal: sellerId }] },
    sellerOrderRef: { $ifNull: ['$sellerOrderRef', { $literal: sellerOrderRef }] },
  };
}

function rowsOf(order: ShopOrder, ofOrder: readonly OutboxEntry[]): readonly OutboxRow[] {
  const firstSeq = order.seq - ofOrder.length + 1;
  return ofOrder.map(({ command, record: { key, value, headers } }, index) => ({
    _id: `${order._id}/${firstSeq + index}`,
    orderId: order._id,
    seq: firstSeq + index,
    commandId: command.commandId,
    key,
    value: new Binary(value),
    headers,
    createdAt: order.lastCommandAt,
    publishedAt: null,
  }));
}
