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
