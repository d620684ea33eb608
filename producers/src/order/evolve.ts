import {
  statusAfter,
  withModel,
  withoutModel,
  type EventEnvelope,
  type OrderEvent,
  type OrderState,
  type OrderStatus,
} from '@karat/schemas';

/**
 * The version of `evolve`. States folded by another version are folded again from the events, so
 * it has to be raised whenever a change of this file would give another state; a test pins it.
 */
export const EVOLVE_VERSION = '2';

/** An event as `evolve` needs it. */
export type EvolveInput = Pick<EventEnvelope, 'orderId' | 'version' | 'occurredAt' | 'event'>;

/** The order after an event; `order` is null before its first event. */
export function evolve(order: OrderState | null, input: EvolveInput): OrderState {
  const before = order ?? nothingYet(input.orderId);
  const status = statusAfter(input.event, before.status);
  return {
    ...before,
    ...stayOf(before, status, input.occurredAt),
    ...changesOf(before, input),
    version: input.version,
    status,
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
    statusSince: 0,
    assignedTo: null,
    defects: 0,
    overdueDueAt: null,
    stuckSince: null,
    rewardMinor: 0,
    rewardCurrency: null,
    erased: false,
  };
}

/** A stay in a status begins with the event that leads there, not with one that keeps it. */
function stayOf(before: OrderState, status: OrderStatus, at: number): Partial<OrderState> {
  if (before.version > 0 && before.status === status) return {};
  return { statusSince: at, stuckSince: null };
}

// One line an event: a switch that the compiler checks for completeness.
// eslint-disable-next-line complexity
function changesOf(order: OrderState, { event, occurredAt }: EvolveInput): Partial<OrderState> {
  switch (event.type) {
    case 'OrderInitiated':
      return { sellerId: event.data.sellerId, items: event.data.items };
    case 'OrderImported':
      return importOf(event.data);
    case 'ModelAttached':
      return { items: withModel(order.items, event.data), price: null };
    case 'ModelRemoved':
      return { items: withoutModel(order.items, event.data), price: null };
    case 'OrderSubmitted':
      return { submissionNo: event.data.submissionNo, submission: promiseOf(event.data) };
    case 'PriceCalculated':
      return { price: priceOf(event.data) };
    case 'OrderAssigned':
      return { assignedTo: event.data.operatorId };
    case 'OrderClaimed':
      // The reservation is used up: whoever gives the order back gives it to everybody.
      return { claim: claimOf(event.data, occurredAt), assignedTo: null };
    case 'OrderHandedOver':
      return { claim: claimOf(event.data, occurredAt) };
    case 'OrderReleased':
      return { claim: null };
    case 'ManufacturingCompleted':
      return rewardOf(event.data.rewardMinor, event.data.currency);
    case 'DefectReported':
      return { ...rewardOf(0, null), claim: null, defects: event.data.defects };
    case 'DueDateChanged':
      return { submission: order.submission && { ...order.submission, dueAt: event.data.dueAt } };
    case 'OrderOverdue':
      return { overdueDueAt: event.data.dueAt };
    case 'OrderStuck':
      return { stuckSince: order.statusSince };
    case 'PersonalDataErased':
      return { erased: true };
    case 'PricingFailed':
    case 'ManufacturingApproved':
    case 'PackagingStarted':
    case 'OrderShipped':
    case 'OrderClosed':
    case 'OrderReturned':
    case 'OrderCancelled':
    case 'NoteAdded':
    case 'NoticeRecorded':
      return {};
  }
}

type DataOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data'];

function importOf(order: DataOf<'OrderImported'>): Partial<OrderState> {
  const { sellerId, items, statusSince, rush, dueAt, operatorId, currency } = order;
  return {
    sellerId,
    items,
    statusSince,
    submission: dueAt === null ? null : { rush, dueAt, policyVersion: 'imported' },
    price: importedPrice(order),
    claim: operatorId === null ? null : claimOf({ operatorId }, statusSince),
    ...rewardOf(order.rewardMinor ?? 0, order.rewardMinor === null ? null : currency),
  };
}

function importedPrice({ totalMinor, currency, validUntil }: DataOf<'OrderImported'>) {
  if (totalMinor === null || currency === null) return null;
  // Nobody approves a price that came without a term.
  return { totalMinor, currency, validUntil: validUntil ?? 0 };
}

function promiseOf({ rush, dueAt, policyVersion }: DataOf<'OrderSubmitted'>) {
  return { rush, dueAt, policyVersion };
}

function priceOf({ totalMinor, currency, validUntil }: DataOf<'PriceCalculated'>) {
  return { totalMinor, currency, validUntil };
}

function claimOf({ operatorId }: { readonly operatorId: string }, claimedAt: number) {
  return { operatorId, claimedAt };
}

function rewardOf(rewardMinor: number, rewardCurrency: string | null): Partial<OrderState> {
  return { rewardMinor, rewardCurrency };
}
