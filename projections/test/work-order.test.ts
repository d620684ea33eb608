import test from 'ava';
import { workOrder } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import { BEGIN, DETOURS, DUE_AT, LIFE, ORDER_ID, RING, WORK_MS } from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed } = LIFE;
const { completed, packed, shipped, closed } = LIFE;
const WHOLE = [initiated, modelled, submitted, priced, approved, claimed, completed, packed];

test('an order that is over is found with all that it was', (t) => {
  givenEvents(...WHOLE, shipped, closed).thenDocument(t, workOrder, {
    orderId: ORDER_ID,
    version: 10,
    status: 'CLOSED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    items: [{ itemId: 'ring', material: 'silver-925', finish: 'polished', quantity: 2 }],
    materials: ['silver-925'],
    dueAt: DUE_AT,
    estimatedWorkMs: WORK_MS,
    mustStartAt: DUE_AT - WORK_MS,
    urgentAt: DUE_AT - WORK_MS,
    defects: 0,
    assignedTo: null,
    operatorId: 'anna',
    createdAt: BEGIN,
    enteredAt: BEGIN + 9 * 60_000,
    updatedAt: BEGIN + 9 * 60_000,
  });
});

test('each material of an order is named once', (t) => {
  const gold = { ...RING, itemId: 'clasp', material: 'gold-585' };
  const items = [RING, gold, { ...gold, itemId: 'pin' }];
  givenEvents({ ...initiated, data: { ...initiated.data, items } }).thenDocumentLike(t, workOrder, {
    materials: ['silver-925', 'gold-585'],
    urgentAt: 0,
    mustStartAt: null,
  });
});

test('an imported order is as old as it was in the old system', (t) => {
  givenEvents(DETOURS.imported).thenDocumentLike(t, workOrder, {
    createdAt: BEGIN - 9_000,
    enteredAt: BEGIN - 5_000,
  });
});
