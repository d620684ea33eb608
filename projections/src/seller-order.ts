import { statusAfter, type OrderImported, type OrderStatus } from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned } from './projection.ts';

/** An order as its seller sees it, in Mongo; instants in epoch ms. This is a format. */
export interface SellerOrder extends Versioned {
  readonly orderId: string;
  /** Null for orders of the storefront's own customers, which no seller sees. */
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
  /** The status before the present one; null until it changes for the first time. */
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
  evolve: (order, event) => {
    const status = statusAfter(event.event, order.status);
    const keeps = order.version === 0 || status === order.status;
    return {
      ...order,
      createdAt: order.version === 0 ? event.occurredAt : order.createdAt,
      ...changesOf(event),
      version: event.version,
      status,
      previousStatus: keeps ? order.previousStatus : order.status,
      updatedAt: event.occurredAt,
    };
  },
};

function changesOf({ event }: ProjectedEvent): Partial<SellerOrder> {
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef } = event.data;
      return { sellerId, sellerOrderRef };
    }
    case 'OrderImported':
      return importOf(event.data);
    case 'OrderSubmitted':
    case 'DueDateChanged':
      return { dueAt: event.data.dueAt };
    case 'OrderShipped':
      return { shipment: event.data };
    default:
      return {};
  }
}

function importOf(order: OrderImported): Partial<SellerOrder> {
  const { sellerId, sellerOrderRef, dueAt, createdAt, carrier, trackingNumber } = order;
  const shipment = carrier === null ? null : { carrier, trackingNumber: trackingNumber ?? '' };
  return { sellerId, sellerOrderRef, dueAt, createdAt, shipment };
}
