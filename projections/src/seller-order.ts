import { statusAfter, type OrderStatus } from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned } from './projection.ts';

/** An order as its seller sees it, in Mongo; instants in epoch ms. This is a format. */
export interface SellerOrder extends Versioned {
  readonly orderId: string;
  /** Null for orders of the storefront's own customers, which no seller sees. */
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
  /** The status before the last event; null after the first. */
  readonly previousStatus: OrderStatus | null;
  /** The promise; null before the first submission. */
  readonly dueAt: number | null;
  readonly shipment: { readonly carrier: string; readonly trackingNumber: string } | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The orders of each seller with the step that they took last. */
export const sellerOrder: Projection<SellerOrder> = {
  name: 'seller-order',
  database: 'view_sellers',
  personal: false,
  indexes: [
    { fields: { sellerId: 1, updatedAt: -1, _id: 1 } },
    { fields: { sellerId: 1, sellerOrderRef: 1 } },
  ],
  initial: (orderId) => ({
    orderId,
    version: 0,
    sellerId: null,
    sellerOrderRef: null,
    status: 'INITIATED',
    previousStatus: null,
    dueAt: null,
    shipment: null,
    createdAt: 0,
    updatedAt: 0,
  }),
  keyOf: ({ orderId }) => orderId,
  evolve: (order, event) => ({
    ...order,
    ...changesOf(event),
    version: event.version,
    status: statusAfter(event.event.type),
    previousStatus: order.version === 0 ? null : order.status,
    createdAt: order.version === 0 ? event.occurredAt : order.createdAt,
    updatedAt: event.occurredAt,
  }),
};

function changesOf({ event }: ProjectedEvent): Partial<SellerOrder> {
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef } = event.data;
      return { sellerId, sellerOrderRef };
    }
    case 'OrderSubmitted':
      return { dueAt: event.data.dueAt };
    case 'OrderShipped':
      return { shipment: event.data };
    default:
      return {};
  }
}
