import test from 'ava';
import { orderCard } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import {
  BEGIN,
  CUSTOMER,
  DETOURS,
  DUE_AT,
  LIFE,
  MODELLED_RING,
  ORDER_ID,
  PRICE,
} from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed, completed } = LIFE;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

test('the card tells who ordered what, what was promised, what it costs, and every step', (t) => {
  const step = (version: number) => ({
    version,
    at: BEGIN + (version - 1) * 60_000,
    actor: { role: 'operator', id: 'anna' } as const,
    commandId: `command-${String(version)}`,
    waitedMs: version === 1 ? 0 : 60_000,
    traceId: TRACE_ID,
  });
  givenEvents(initiated, modelled, submitted, priced).thenDocument(t, orderCard, {
    orderId: ORDER_ID,
    version: 4,
    status: 'PRICE_CALCULATED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    customerId: 'c-1',
    customer: CUSTOMER,
    items: [MODELLED_RING],
    promise: { submissionNo: 1, rush: false, dueAt: DUE_AT, policyVersion: 'p1' },
    price: PRICE,
    pricingReasons: [],
    paymentReference: null,
    assignedTo: null,
    operatorId: null,
    reward: null,
    shipment: null,
    cancellation: null,
    returned: null,
    defects: [],
    notes: [],
    notices: [],
    overdueDueAt: null,
    stuckAt: null,
    imported: null,
    erasedAt: null,
    createdAt: BEGIN,
    updatedAt: BEGIN + 180_000,
    timeline: [
      { ...step(1), type: 'OrderInitiated', status: 'INITIATED' },
      { ...step(2), type: 'ModelAttached', status: 'INITIATED' },
      { ...step(3), type: 'OrderSubmitted', status: 'SUBMITTED' },
      { ...step(4), type: 'PriceCalculated', status: 'PRICE_CALCULATED' },
    ],
  });
});

test('a price no longer holds when a model changes', (t) => {
  givenEvents(initiated, modelled, submitted, priced, modelled).thenDocumentLike(t, orderCard, {
    status: 'INITIATED',
    price: null,
  });
});

test('a submission that could not be priced tells every reason until the next one', (t) => {
  const failed = [initiated, modelled, submitted, DETOURS.unpriced];
  givenEvents(...failed).thenDocumentLike(t, orderCard, {
    status: 'PRICING_FAILED',
    pricingReasons: DETOURS.unpriced.data.reasons,
  });
  givenEvents(...failed, submitted).thenDocumentLike(t, orderCard, { pricingReasons: [] });
});

test('payment, operator, reward and parcel are on the card', (t) => {
  const { packed, shipped } = LIFE;
  const path = [initiated, modelled, submitted, priced, approved, claimed, completed];
  givenEvents(...path, packed, shipped).thenDocumentLike(t, orderCard, {
    paymentReference: 'pay-1',
    operatorId: 'anna',
    reward: { rewardMinor: 500, currency: 'EUR' },
    shipment: { carrier: 'dhl', trackingNumber: 'T1' },
  });
});

test('a cancelled order tells why and whether money is owed', (t) => {
  givenEvents(initiated, DETOURS.cancelled).thenDocumentLike(t, orderCard, {
    status: 'CANCELLED',
    cancellation: { reason: 'changed-mind', refundOwed: true },
  });
});
