import type { EventEnvelope } from '../../src/envelope.ts';
import type { OrderEvent, OrderState } from '../../src/records.ts';
import { envelopeOf } from './envelopes.ts';
import { BARE_ITEM, ITEM, PRICED_ITEM, PRICING_REASON, SEALED_CUSTOMER } from './parts.ts';

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
    warnings: [],
    ...PRICE,
  },
};
const RING = { ...ITEM, modelBytes: 684 };
const PENDANT = { ...ITEM, itemId: 'pendant', quantity: 1 };
const CLASP = { ...BARE_ITEM, itemId: 'clasp' };

const CLOSED: readonly OrderEvent[] = [
  { type: 'OrderInitiated', data: { ...ORDERED, items: [BARE_ITEM] } },
  {
    type: 'ModelAttached',
    data: { itemId: 'ring', modelSha256: SHA256, modelFormat: 'STL', modelBytes: 684 },
  },
  { type: 'OrderSubmitted', data: { submissionNo: 1, ...PROMISE, items: [RING] } },
  PRICED,
  { type: 'ManufacturingApproved', data: { paymentReference: 'pay-1' } },
  { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  { type: 'OrderReleased', data: { operatorId: 'anna' } },
  { type: 'OrderClaimed', data: { operatorId: 'ben' } },
  {
    type: 'ManufacturingCompleted',
    data: { operatorId: 'ben', rewardMinor: 500, currency: 'EUR', rewardTariffVersion: '1' },
  },
  { type: 'PackagingStarted', data: {} },
  { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'JJD01' } },
  { type: 'OrderClosed', data: {} },
];

const CANCELLED: readonly OrderEvent[] = [
  {
    type: 'OrderInitiated',
    data: { ...ORDERED, items: [ITEM, PENDANT] },
  },
  { type: 'OrderSubmitted', data: { submissionNo: 1, ...PROMISE, items: [ITEM, PENDANT] } },
  { type: 'PricingFailed', data: { submissionNo: 1, reasons: [PRICING_REASON] } },
  { type: 'OrderSubmitted', data: { submissionNo: 2, ...PROMISE, items: [ITEM, PENDANT] } },
  { ...PRICED, data: { ...PRICED.data, submissionNo: 2 } },
  { type: 'OrderCancelled', data: { reason: 'customer-wish', refundOwed: false } },
];

const JUST_BEGUN: readonly OrderEvent[] = [
  { type: 'OrderInitiated', data: { ...ORDERED, items: [ITEM, CLASP] } },
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

/** Orders of the samples from their first event, one a minute; version 1 attached models at once. */
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
    statusSince: BEGAN_AT + 6 * MINUTE_MS,
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
