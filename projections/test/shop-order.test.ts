import test from 'ava';
import { shopOrder } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import { BEGIN, DETOURS, DUE_AT, LIFE, MODELLED_RING, ORDER_ID, PRICE } from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed } = LIFE;

test('a customer sees the price, the promise and when each status was reached', (t) => {
  givenEvents(initiated, modelled, submitted, priced).thenDocument(t, shopOrder, {
    orderId: ORDER_ID,
    version: 4,
    status: 'PRICE_CALCULATED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    customerId: 'c-1',
    items: [MODELLED_RING],
    submissionNo: 1,
    rush: false,
    dueAt: DUE_AT,
    price: { totalMinor: 4_200, currency: 'EUR', validUntil: PRICE.validUntil, items: [] },
    pricingReasons: [],
    shipment: null,
    cancellation: null,
    returned: null,
    steps: [
      { status: 'INITIATED', at: BEGIN },
      { status: 'SUBMITTED', at: BEGIN + 120_000 },
      { status: 'PRICE_CALCULATED', at: BEGIN + 180_000 },
    ],
    createdAt: BEGIN,
    updatedAt: BEGIN + 180_000,
  });
});

test('a customer sees why a model could not be priced', (t) => {
  givenEvents(initiated, modelled, submitted, DETOURS.unpriced).thenDocumentLike(t, shopOrder, {
    status: 'PRICING_FAILED',
    price: null,
    pricingReasons: DETOURS.unpriced.data.reasons,
  });
});

test('a customer never sees who works on the order, and no personal data stands in the view', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, claimed];
  givenEvents(...path).thenNowhere(t, shopOrder, 'anna');
  givenEvents(...path).thenNowhere(t, shopOrder, 'Ada Example');
});

test('a customer sees a new date and what became of a return, and no step that was none', (t) => {
  const { completed, packed, shipped } = LIFE;
  const path = [initiated, modelled, submitted, priced, approved, DETOURS.postponed];
  const rest = [claimed, completed, packed, shipped, DETOURS.noted, DETOURS.returned];
  givenEvents(...path, ...rest).thenDocumentLike(t, shopOrder, {
    status: 'RETURNED',
    dueAt: DUE_AT + 1_000,
    returned: { kind: 'faulty', resolution: 'refund', refundMinor: 4_200, currency: 'EUR' },
    steps: [
      { status: 'INITIATED', at: BEGIN },
      { status: 'SUBMITTED', at: BEGIN + 2 * 60_000 },
      { status: 'PRICE_CALCULATED', at: BEGIN + 3 * 60_000 },
      { status: 'MANUFACTURING_APPROVED', at: BEGIN + 4 * 60_000 },
      { status: 'MANUFACTURING_STARTED', at: BEGIN + 6 * 60_000 },
      { status: 'MANUFACTURING_COMPLETED', at: BEGIN + 7 * 60_000 },
      { status: 'PACKAGING', at: BEGIN + 8 * 60_000 },
      { status: 'SHIPPED', at: BEGIN + 9 * 60_000 },
      { status: 'RETURNED', at: BEGIN + 11 * 60_000 },
    ],
  });
});

test('an imported order shows its customer the steps of the old system first', (t) => {
  givenEvents(DETOURS.imported).thenDocumentLike(t, shopOrder, {
    createdAt: BEGIN - 9_000,
    dueAt: DUE_AT,
    steps: [
      { status: 'INITIATED', at: BEGIN - 9_000 },
      { status: 'MANUFACTURING_STARTED', at: BEGIN - 5_000 },
    ],
  });
});

test('no words and no name of anybody get into the view of a customer, erased or not', (t) => {
  const { completed, packed, shipped, closed } = LIFE;
  const path = [initiated, modelled, submitted, priced, approved, claimed, completed];
  const told = [...path, DETOURS.defective, claimed, completed, packed, shipped, closed];
  for (const end of [[], [DETOURS.returned, DETOURS.noted, DETOURS.erased]]) {
    const view = givenEvents(...told, ...end);
    for (const text of ['Ada Example', 'ada@example.com', 'anna']) {
      view.thenNowhere(t, shopOrder, text);
    }
  }
});
