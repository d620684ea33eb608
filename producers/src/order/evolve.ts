import {
  statusAfter,
  type EventEnvelope,
  type OrderEvent,
  type OrderItem,
  type OrderState,
} from '@karat/schemas';

/**
 * The version of `evolve`. States folded by another version are folded again from the events, so
 * it has to be raised whenever a change of this file would give another state; a test pins it.
 */
export const EVOLVE_VERSION = '1';

/** An event as `evolve` needs it. */
export type EvolveInput = Pick<EventEnvelope, 'orderId' | 'version' | 'occurredAt' | 'event'>;

/** The order after an event; `order` is null before its first event. */
export function evolve(order: OrderState | null, input: EvolveInput): OrderState {
  const before = order ?? nothingYet(input.orderId);
  return {
    ...before,
    ...changesOf(before, input),
    version: input.version,
    status: statusAfter(input.event.type),
    lastEventAt: input.occurredAt,
  };
}

function nothingYet(orderId: string): OrderState {
  return {
    orderId,
    version: 0,
    status: 'INITIATED',
    sellerId: null,
    items: [],
    submissionNo: 0,
    submission: null,
    price: null,
    claim: null,
    lastEventAt: 0,
  };
}

// One line an event: a switch that the compiler checks for completeness.
// eslint-disable-next-line complexity
function changesOf(order: OrderState, { event, occurredAt }: EvolveInput): Partial<OrderState> {
  switch (event.type) {
    case 'OrderInitiated':
      return { sellerId: event.data.sellerId, items: event.data.items };
    case 'ModelAttached':
      return { items: withModel(order.items, event.data), price: null };
    case 'OrderSubmitted':
      return { submissionNo: event.data.submissionNo, submission: promiseOf(event.data) };
    case 'PriceCalculated':
      return { price: priceOf(event.data) };
    case 'OrderClaimed':
      return { claim: { operatorId: event.data.operatorId, claimedAt: occurredAt } };
    case 'OrderReleased':
      return { claim: null };
    case 'PricingFailed':
    case 'ManufacturingApproved':
    case 'ManufacturingCompleted':
    case 'PackagingStarted':
    case 'OrderShipped':
    case 'OrderClosed':
    case 'OrderCancelled':
      return {};
  }
}

type DataOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data'];

function withModel(
  items: readonly OrderItem[],
  { itemId, modelSha256, modelFormat, modelBytes }: DataOf<'ModelAttached'>,
): readonly OrderItem[] {
  const model = { modelSha256, modelFormat, modelBytes };
  return items.map((item) => (item.itemId === itemId ? { ...item, ...model } : item));
}

function promiseOf({ rush, dueAt, policyVersion }: DataOf<'OrderSubmitted'>) {
  return { rush, dueAt, policyVersion };
}

function priceOf({ totalMinor, currency, validUntil }: DataOf<'PriceCalculated'>) {
  return { totalMinor, currency, validUntil };
}
