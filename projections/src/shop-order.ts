import {
  isOrderStatus,
  statusAfter,
  withModel,
  withoutModel,
  type OrderImported,
  type OrderItem,
  type OrderStatus,
  type PriceCalculated,
  type PricingReason,
} from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned } from './projection.ts';

/** A price as the customer sees it; amounts in minor units. */
export interface ShopPrice {
  readonly totalMinor: number;
  readonly currency: string;
  /** Until when it may be approved, epoch ms. */
  readonly validUntil: number;
  readonly items: readonly { readonly itemId: string; readonly amountMinor: number }[];
}

/** Why an order did not stay with its customer, and what the customer gets; minor units. */
export interface ShopReturn {
  readonly kind: string;
  readonly resolution: string;
  readonly refundMinor: number | null;
  readonly currency: string | null;
}

/** An order as its customer sees it, in Mongo; instants in epoch ms. This is a format. */
export interface ShopOrder extends Versioned {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly customerId: string | null;
  readonly items: readonly OrderItem[];
  readonly submissionNo: number;
  readonly rush: boolean;
  /** The promise; null before the first submission. */
  readonly dueAt: number | null;
  /** The price that holds; null when there is none, or no more. */
  readonly price: ShopPrice | null;
  /** Why there is no price; empty when there is one, or none was asked for. */
  readonly pricingReasons: readonly PricingReason[];
  readonly shipment: { readonly carrier: string; readonly trackingNumber: string } | null;
  readonly cancellation: { readonly reason: string; readonly refundOwed: boolean } | null;
  /** What became of it after it was shipped; null when it stayed with its customer. */
  readonly returned: ShopReturn | null;
  /** When each status was reached, in order. */
  readonly steps: readonly { readonly status: OrderStatus; readonly at: number }[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A customer's orders in the storefront; names no operator and no person. */
export const shopOrder: Projection<ShopOrder> = {
  name: 'shop-order',
  database: 'view_shop',
  personal: false,
  indexes: [{ fields: { customerId: 1, createdAt: -1 } }],
  initial: nothingYet,
  keyOf: ({ orderId }) => orderId,
  evolve: (order, event) => {
    const status = statusAfter(event.event, order.status);
    const step = { status, at: event.occurredAt };
    const stays = order.version > 0 && status === order.status;
    return {
      ...order,
      createdAt: order.version === 0 ? event.occurredAt : order.createdAt,
      steps: stays ? order.steps : [...order.steps, step],
      ...changesOf(order, event),
      version: event.version,
      status,
      updatedAt: event.occurredAt,
    };
  },
};

function nothingYet(orderId: string): ShopOrder {
  return {
    orderId,
    version: 0,
    status: 'INITIATED',
    sellerId: null,
    sellerOrderRef: null,
    customerId: null,
    items: [],
    submissionNo: 0,
    rush: false,
    dueAt: null,
    price: null,
    pricingReasons: [],
    shipment: null,
    cancellation: null,
    returned: null,
    steps: [],
    createdAt: 0,
    updatedAt: 0,
  };
}

// One line an event that a customer sees.
// eslint-disable-next-line complexity
function changesOf(order: ShopOrder, { event }: ProjectedEvent): Partial<ShopOrder> {
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef, customerId, items } = event.data;
      return { sellerId, sellerOrderRef, customerId, items };
    }
    case 'OrderImported':
      return importOf(event.data);
    case 'ModelAttached':
      return { items: withModel(order.items, event.data), price: null, pricingReasons: [] };
    case 'ModelRemoved':
      return { items: withoutModel(order.items, event.data), price: null, pricingReasons: [] };
    case 'OrderSubmitted': {
      const { items, submissionNo, rush, dueAt } = event.data;
      return { items, submissionNo, rush, dueAt, price: null, pricingReasons: [] };
    }
    case 'PriceCalculated':
      return { price: priceOf(event.data) };
    case 'PricingFailed':
      return { pricingReasons: event.data.reasons };
    case 'OrderShipped':
      return { shipment: event.data };
    case 'OrderReturned': {
      const { kind, resolution, refundMinor, currency } = event.data;
      return { returned: { kind, resolution, refundMinor, currency } };
    }
    case 'OrderCancelled':
      return { cancellation: event.data };
    case 'DueDateChanged':
      return { dueAt: event.data.dueAt };
    default:
      return {};
  }
}

/** The steps of the old system come first, the last of them into the status it is taken over in. */
function importOf(order: OrderImported): Partial<ShopOrder> {
  const { sellerId, sellerOrderRef, customerId, items, rush, dueAt, createdAt } = order;
  const { totalMinor, currency, validUntil, carrier, trackingNumber } = order;
  const unpriced = totalMinor === null || currency === null;
  return {
    ...{ sellerId, sellerOrderRef, customerId, items, rush, dueAt, createdAt },
    price: unpriced ? null : { totalMinor, currency, validUntil: validUntil ?? 0, items: [] },
    shipment: carrier === null ? null : { carrier, trackingNumber: trackingNumber ?? '' },
    steps: stepsOf(order),
  };
}

function stepsOf({ history, status, statusSince }: OrderImported): ShopOrder['steps'] {
  const known = history.flatMap(({ status: name, at }) => {
    return isOrderStatus(name) ? [{ status: name, at }] : [];
  });
  const arrived = known.at(-1)?.status === status || !isOrderStatus(status);
  return arrived ? known : [...known, { status, at: statusSince }];
}

function priceOf({ totalMinor, currency, validUntil, items }: PriceCalculated): ShopPrice {
  return {
    totalMinor,
    currency,
    validUntil,
    items: items.map(({ itemId, amountMinor }) => ({ itemId, amountMinor })),
  };
}
