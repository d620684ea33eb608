import {
  isToldToSellers,
  statusAfter,
  webhookTypeOf,
  type OrderChange,
  type OrderStatus,
  type ToldEvent,
} from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned } from './projection.ts';

/** What of an order the lines of its seller's feed need: whose it is is told by its first event only. */
export interface SellerFeedOrder extends Versioned {
  readonly orderId: string;
  /** Null for orders of the storefront's own customers, of which no seller is told. */
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
}

/** A line of a seller's feed, in Mongo; instants in epoch ms. This is a format. */
export interface SellerFeedLine extends Versioned, ToldEvent, OrderChange {
  readonly sellerId: string;
  /** Where the event stands in the log: what the feed is read by. */
  readonly partition: number;
  readonly offset: number;
}

/**
 * Everything that sellers are told by webhook, as a log that they can read themselves: a message
 * that never arrived is found here.
 */
export const sellerFeed: Projection<SellerFeedOrder> = {
  name: 'seller-feed',
  database: 'view_sellers',
  personal: false,
  indexes: [{ fields: { sellerId: 1, partition: 1, offset: 1 } }],
  initial: (orderId) => ({
    orderId,
    version: 0,
    sellerId: null,
    sellerOrderRef: null,
    status: 'INITIATED',
  }),
  keyOf: ({ orderId }) => orderId,
  evolve: (order, event) => ({
    ...order,
    ...sellerOf(event),
    version: event.version,
    status: statusAfter(event.event, order.status),
  }),
  entryOf: (before, after, event) => {
    const { sellerId } = after;
    // Sellers were promised one message a version: of an old record they are told what it said.
    if (sellerId === null || event.part > 0 || !isToldToSellers(event.event.type)) return null;
    return lineOf(event, before, { ...after, sellerId });
  },
};

function sellerOf({ event }: ProjectedEvent): Partial<SellerFeedOrder> {
  if (event.type !== 'OrderInitiated' && event.type !== 'OrderImported') return {};
  const { sellerId, sellerOrderRef } = event.data;
  return { sellerId, sellerOrderRef };
}

function lineOf(
  event: ProjectedEvent,
  before: SellerFeedOrder,
  { sellerId, sellerOrderRef, status }: SellerFeedOrder & { readonly sellerId: string },
): SellerFeedLine {
  const { eventId, orderId, version, occurredAt, correlationId, commandId } = event;
  return {
    ...{ sellerId, orderId, version, eventId, occurredAt, correlationId, commandId },
    type: webhookTypeOf(event.event.type),
    sellerOrderRef,
    status,
    previousStatus: before.version === 0 ? null : before.status,
    partition: event.partition,
    offset: Number(event.offset),
  };
}
