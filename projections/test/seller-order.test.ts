import test from 'ava';
import { sellerOrder } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import { BEGIN, DETOURS, DUE_AT, LIFE, ORDER_ID } from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed } = LIFE;
const { completed, packed, shipped } = LIFE;

test('a seller sees its own reference, the status and the one before', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, claimed, completed, packed];
  givenEvents(...path, shipped).thenDocument(t, sellerOrder, {
    orderId: ORDER_ID,
    version: 9,
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    status: 'SHIPPED',
    previousStatus: 'PACKAGING',
    dueAt: DUE_AT,
    shipment: { carrier: 'dhl', trackingNumber: 'T1' },
    createdAt: BEGIN,
    updatedAt: BEGIN + 8 * 60_000,
  });
});

test('a new order had no status before', (t) => {
  givenEvents(initiated).thenDocumentLike(t, sellerOrder, {
    status: 'INITIATED',
    previousStatus: null,
  });
});

test('what tells no step leaves the step that a seller sees, and a new date is shown', (t) => {
  const path = [initiated, modelled, submitted, priced, DETOURS.postponed, DETOURS.noted];
  givenEvents(...path).thenDocumentLike(t, sellerOrder, {
    version: 6,
    status: 'PRICE_CALCULATED',
    previousStatus: 'SUBMITTED',
    dueAt: DUE_AT + 1_000,
  });
});

test('an imported order is its seller’s as it was before', (t) => {
  givenEvents(DETOURS.imported).thenDocumentLike(t, sellerOrder, {
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    status: 'MANUFACTURING_STARTED',
    previousStatus: null,
    dueAt: DUE_AT,
    createdAt: BEGIN - 9_000,
  });
});
