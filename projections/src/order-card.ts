import {
  statusAfter,
  type Actor,
  type OrderEventType,
  type OrderItem,
  type OrderStatus,
  type PriceCalculated,
  type PricingReason,
} from '@karat/schemas';
import type { Customer, ProjectedEvent, Projection, Versioned } from './projection.ts';
import { withModel } from './with-model.ts';

/** One step of an order's life; instants in epoch ms. */
export interface TimelineStep extends Versioned {
  readonly type: OrderEventType;
  /** Status after the step. */
  readonly status: OrderStatus;
  readonly at: number;
  readonly actor: Actor;
  readonly commandId: string;
  /** How long the order had waited since the step before. */
  readonly waitedMs: number;
  /** The trace in which it happened; null when the command carried none. */
  readonly traceId: string | null;
}

/** What was promised at the last submission. */
export interface CardPromise {
  readonly submissionNo: number;
  readonly rush: boolean;
  readonly dueAt: number;
  readonly policyVersion: string;
}

/** The card of one order for CRM, in Mongo; instants in epoch ms. This is a format. */
export interface OrderCard extends Versioned {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly customerId: string | null;
  /** In clear; null when its key is gone. */
  readonly customer: Customer | null;
  readonly items: readonly OrderItem[];
  readonly promise: CardPromise | null;
  /** The price that holds; null when there is none, or no more. */
  readonly price: PriceCalculated | null;
  /** Why the last submission could not be priced; empty when it could. */
  readonly pricingReasons: readonly PricingReason[];
  readonly paymentReference: string | null;
  readonly operatorId: string | null;
  readonly reward: { readonly rewardMinor: number; readonly currency: string } | null;
  readonly shipment: { readonly carrier: string; readonly trackingNumber: string } | null;
  readonly cancellation: { readonly reason: string; readonly refundOwed: boolean } | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly timeline: readonly TimelineStep[];
}

/** Everything that CRM has to know of an order, with its whole timeline. Holds personal data. */
export const orderCard: Projection<OrderCard> = {
  name: 'order-card',
  database: 'view_crm',
  personal: true,
  indexes: [
    { fields: { status: 1, updatedAt: 1, _id: 1 } },
    { fields: { updatedAt: -1, _id: 1 } },
    { fields: { customerId: 1, createdAt: -1 } },
    { fields: { sellerId: 1, createdAt: -1 } },
  ],
  initial: nothingYet,
  keyOf: ({ orderId }) => orderId,
  evolve: (card, event) => ({
    ...card,
    ...changesOf(card, event),
    version: event.version,
    status: statusAfter(event.event.type),
    createdAt: card.version === 0 ? event.occurredAt : card.createdAt,
    updatedAt: event.occurredAt,
    timeline: [...card.timeline, stepOf(card, event)],
  }),
};

function nothingYet(orderId: string): OrderCard {
  return {
    orderId,
    version: 0,
    status: 'INITIATED',
    sellerId: null,
    sellerOrderRef: null,
    customerId: null,
    customer: null,
    items: [],
    promise: null,
    price: null,
    pricingReasons: [],
    paymentReference: null,
    operatorId: null,
    reward: null,
    shipment: null,
    cancellation: null,
    createdAt: 0,
    updatedAt: 0,
    timeline: [],
  };
}

// One line an event: a switch that the compiler checks for completeness.
// eslint-disable-next-line complexity
function changesOf(card: OrderCard, { event, customer }: ProjectedEvent): Partial<OrderCard> {
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef, customerId, items } = event.data;
      return { sellerId, sellerOrderRef, customerId, items, customer };
    }
    case 'ModelAttached':
      return { items: withModel(card.items, event.data), price: null, pricingReasons: [] };
    case 'OrderSubmitted': {
      const { items, ...promise } = event.data;
      return { items, promise, price: null, pricingReasons: [] };
    }
    case 'PriceCalculated':
      return { price: event.data };
    case 'PricingFailed':
      return { pricingReasons: event.data.reasons };
    case 'ManufacturingApproved':
      return { paymentReference: event.data.paymentReference };
    case 'OrderClaimed':
      return { operatorId: event.data.operatorId };
    case 'OrderReleased':
      return { operatorId: null };
    case 'ManufacturingCompleted': {
      const { rewardMinor, currency } = event.data;
      return { reward: { rewardMinor, currency } };
    }
    case 'OrderShipped':
      return { shipment: event.data };
    case 'OrderCancelled':
      return { cancellation: event.data };
    case 'PackagingStarted':
    case 'OrderClosed':
      return {};
  }
}

function stepOf(card: OrderCard, event: ProjectedEvent): TimelineStep {
  const { version, occurredAt, actor, commandId, traceparent } = event;
  const { type } = event.event;
  return {
    version,
    type,
    status: statusAfter(type),
    at: occurredAt,
    actor,
    commandId,
    waitedMs: card.version === 0 ? 0 : occurredAt - card.updatedAt,
    traceId: traceIdOf(traceparent),
  };
}

/** The second field of a W3C traceparent. @see https://www.w3.org/TR/trace-context/#trace-id */
function traceIdOf(traceparent: string | null): string | null {
  return traceparent?.split('-')[1] ?? null;
}
