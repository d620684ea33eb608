import type { EventEnvelope } from '../../src/envelope.ts';
import type { OrderEvent, OrderItem, OrderState } from '../../src/records.ts';
import { envelopeOf } from './envelopes.ts';
import {
  BARE_ITEM,
  IMPORT,
  ITEM,
  NOTICE,
  PRICED_ITEM,
  PRICING_REASON,
  PRICING_WARNING,
  RETURN,
  SEALED_CUSTOMER,
  SEALED_DESCRIPTION,
  SEALED_NOTE,
} from './parts.ts';

/** The whole life of an order, and what its writer knows of it afterwards. */
export interface SampleHistory {
  readonly name: string;
  readonly events: readonly EventEnvelope[];
  readonly state: OrderState;
}

const BEGAN_AT = 1_795_000_000_000;
const MINUTE_MS = 60_000;
const SHA256 = 'a'.repeat(64);

const ORDERED = {
  sellerId: 'jewels',
  sellerOrderRef: 'A-1001',
  customerId: null,
  customer: SEALED_CUSTOMER,
};
const PROMISE = { rush: false, dueAt: BEGAN_AT + 86_400_000, policyVersion: '1' };
const PRICE = { totalMinor: 31_234, currency: 'EUR', validUntil: BEGAN_AT + 90_000_000 };
const PRICED: OrderEvent = {
  type: 'PriceCalculated',
  data: {
    submissionNo: 1,
    items: [PRICED_ITEM],
    tariffVersion: '2026-11',
    metalPricesVersion: '2026-11-20',
    estimatedWorkMs: 7_200_000,
    warnings: [PRICING_WARNING],
    ...PRICE,
  },
};
const RING = { ...ITEM, modelBytes: 684 };
const PENDANT = { ...ITEM, itemId: 'pendant', quantity: 1 };
const CLASP = { ...BARE_ITEM, itemId: 'clasp' };
const BARE_PENDANT = { ...BARE_ITEM, itemId: 'pendant', quantity: 1 };
const LATER = BEGAN_AT + 2 * 86_400_000;

function initiated(items: readonly OrderItem[]): OrderEvent {
  return { type: 'OrderInitiated', data: { ...ORDERED, items } };
}

function modelled(itemId: string, modelBytes: number): OrderEvent {
  const model = { modelSha256: SHA256, modelFormat: 'STL', modelBytes };
  return { type: 'ModelAttached', data: { itemId, ...model } };
}

function claimed(operatorId: string): OrderEvent {
  return { type: 'OrderClaimed', data: { operatorId } };
}

function completed(operatorId: string): OrderEvent {
  const reward = { rewardMinor: 500, currency: 'EUR', rewardTariffVersion: '1' };
  return { type: 'ManufacturingCompleted', data: { operatorId, ...reward } };
}

const SUBMITTED: OrderEvent = {
  type: 'OrderSubmitted',
  data: { submissionNo: 1, ...PROMISE, items: [RING] },
};
const APPROVED: OrderEvent = {
  type: 'ManufacturingApproved',
  data: { paymentReference: 'pay-1' },
};
const SENT: readonly OrderEvent[] = [
  { type: 'PackagingStarted', data: {} },
  { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'JJD01' } },
];

const CLOSED: readonly OrderEvent[] = [
  initiated([BARE_ITEM]),
  modelled('ring', 684),
  SUBMITTED,
  PRICED,
  APPROVED,
  claimed('anna'),
  { type: 'OrderReleased', data: { operatorId: 'anna' } },
  claimed('ben'),
  completed('ben'),
  ...SENT,
  { type: 'OrderClosed', data: {} },
];

const CANCELLED: readonly OrderEvent[] = [
  initiated([BARE_ITEM, BARE_PENDANT]),
  modelled('ring', 1_024_084),
  modelled('pendant', 1_024_084),
  { type: 'OrderSubmitted', data: { submissionNo: 1, ...PROMISE, items: [ITEM, PENDANT] } },
  { type: 'PricingFailed', data: { submissionNo: 1, reasons: [PRICING_REASON] } },
  { type: 'OrderSubmitted', data: { submissionNo: 2, ...PROMISE, items: [ITEM, PENDANT] } },
  { ...PRICED, data: { ...PRICED.data, submissionNo: 2 } },
  { type: 'OrderCancelled', data: { reason: 'customer-wish', refundOwed: false } },
];

const JUST_BEGUN: readonly OrderEvent[] = [
  initiated([BARE_ITEM, CLASP]),
  modelled('ring', 1_024_084),
];

const TROUBLED: readonly OrderEvent[] = [
  initiated([BARE_ITEM]),
  modelled('ring', 684),
  SUBMITTED,
  { type: 'OrderStuck', data: { status: 'SUBMITTED', allowanceMs: 30_000, waitedMs: 60_000 } },
  PRICED,
  APPROVED,
  { type: 'OrderAssigned', data: { operatorId: 'anna' } },
  claimed('anna'),
  { type: 'OrderHandedOver', data: { fromOperatorId: 'anna', operatorId: 'boris' } },
  { type: 'NoteAdded', data: { text: SEALED_NOTE } },
  completed('boris'),
  {
    type: 'DefectReported',
    data: {
      itemId: 'ring',
      code: 'casting-porosity',
      description: SEALED_DESCRIPTION,
      defects: 1,
      operatorId: 'boris',
      rewardTakenBackMinor: 500,
      currency: 'EUR',
    },
  },
  {
    type: 'DueDateChanged',
    data: { previousDueAt: PROMISE.dueAt, dueAt: LATER, reason: 'customer-wish' },
  },
  { type: 'OrderOverdue', data: { dueAt: LATER, lateMs: 60_000 } },
  claimed('boris'),
  completed('boris'),
  ...SENT,
  { type: 'NoticeRecorded', data: NOTICE },
  { type: 'OrderReturned', data: RETURN },
  { type: 'PersonalDataErased', data: { reason: 'customer-request' } },
];

const IMPORTED: readonly OrderEvent[] = [
  { type: 'OrderImported', data: IMPORT },
  completed('anna'),
];

/** An order on which nothing went wrong. */
const QUIET = {
  assignedTo: null,
  defects: 0,
  overdueDueAt: null,
  stuckSince: null,
  rewardMinor: 0,
  rewardCurrency: null,
  erased: false,
};

/** Orders of the samples from their first event, one a minute. */
export const HISTORIES: readonly SampleHistory[] = [
  historyOf('from the first request to the delivery', CLOSED, {
    status: 'CLOSED',
    items: [RING],
    submissionNo: 1,
    submission: PROMISE,
    price: PRICE,
    claim: { operatorId: 'ben', claimedAt: BEGAN_AT + 8 * MINUTE_MS },
    ...QUIET,
    statusSince: BEGAN_AT + 12 * MINUTE_MS,
    rewardMinor: 500,
    rewardCurrency: 'EUR',
  }),
  historyOf('models from the start, priced at the second try, cancelled', CANCELLED, {
    status: 'CANCELLED',
    items: [ITEM, PENDANT],
    submissionNo: 2,
    submission: PROMISE,
    price: PRICE,
    claim: null,
    ...QUIET,
    statusSince: BEGAN_AT + 8 * MINUTE_MS,
  }),
  historyOf('just begun, one of two pieces with its model', JUST_BEGUN, {
    status: 'INITIATED',
    items: [ITEM, CLASP],
    submissionNo: 0,
    submission: null,
    price: null,
    claim: null,
    ...QUIET,
    statusSince: BEGAN_AT + MINUTE_MS,
  }),
  historyOf('stuck, handed over, defective, late, returned and erased', TROUBLED, {
    status: 'RETURNED',
    items: [RING],
    submissionNo: 1,
    submission: { ...PROMISE, dueAt: LATER },
    price: PRICE,
    claim: { operatorId: 'boris', claimedAt: BEGAN_AT + 15 * MINUTE_MS },
    ...QUIET,
    defects: 1,
    overdueDueAt: LATER,
    rewardMinor: 500,
    rewardCurrency: 'EUR',
    statusSince: BEGAN_AT + 20 * MINUTE_MS,
    erased: true,
  }),
  historyOf('taken over from another system in the middle of its life', IMPORTED, {
    status: 'MANUFACTURING_COMPLETED',
    items: [ITEM],
    submissionNo: 0,
    submission: { rush: false, dueAt: 1_795_900_000_000, policyVersion: 'imported' },
    price: { totalMinor: 31_234, currency: 'EUR', validUntil: 0 },
    claim: { operatorId: 'anna', claimedAt: 1_795_100_000_000 },
    ...QUIET,
    rewardMinor: 500,
    rewardCurrency: 'EUR',
    statusSince: BEGAN_AT + 2 * MINUTE_MS,
  }),
];

type Outcome = Omit<OrderState, 'orderId' | 'version' | 'sellerId' | 'lastEventAt'>;

function historyOf(name: string, events: readonly OrderEvent[], end: Outcome): SampleHistory {
  const envelopes = events.map((event, index) => eventAt(event, index + 1));
  const { orderId, version, occurredAt: lastEventAt } = envelopes.at(-1) ?? eventAt(PRICED, 0);
  const state: OrderState = { orderId, version, sellerId: 'jewels', lastEventAt, ...end };
  return { name, events: envelopes, state };
}

function eventAt(event: OrderEvent, version: number): EventEnvelope {
  const number = String(version).padStart(12, '0');
  return {
    ...envelopeOf(event),
    eventId: `01993b52-7c1e-7a40-9d2f-${number}`,
    commandId: `9e5f0f94-52f7-5b6c-995a-${number}`,
    correlationId: `9e5f0f94-52f7-5b6c-995a-${number}`,
    commandOffset: String(version),
    version,
    occurredAt: BEGAN_AT + version * MINUTE_MS,
  };
}
