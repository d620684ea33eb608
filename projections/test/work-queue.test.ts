import test from 'ava';
import { DEFECT_BONUS_MS, isQueued, workQueue } from '../src/index.ts';
import { givenEvents } from './support/given-events.ts';
import { BEGIN, DETOURS, DUE_AT, LIFE, ORDER_ID, WORK_MS } from './support/life.ts';

const { initiated, modelled, submitted, priced, approved, claimed } = LIFE;
const { completed, packed, shipped, closed } = LIFE;

test('an approved order waits in the queue by the time at which its work has to start', (t) => {
  givenEvents(initiated, modelled, submitted, priced, approved).thenDocument(t, workQueue, {
    orderId: ORDER_ID,
    version: 5,
    status: 'MANUFACTURING_APPROVED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    items: [{ itemId: 'ring', material: 'silver-925', finish: 'polished', quantity: 2 }],
    dueAt: DUE_AT,
    estimatedWorkMs: WORK_MS,
    mustStartAt: DUE_AT - WORK_MS,
    defects: 0,
    assignedTo: null,
    operatorId: null,
    enteredAt: BEGIN + 4 * 60_000,
    updatedAt: BEGIN + 4 * 60_000,
  });
});

test('an order without a promise or a price has no urgency', (t) => {
  givenEvents(initiated).thenDocumentLike(t, workQueue, { dueAt: null, mustStartAt: null });
  givenEvents(initiated, modelled, submitted).thenDocumentLike(t, workQueue, {
    dueAt: DUE_AT,
    mustStartAt: null,
  });
});

test('a claimed order shows who works on it, a released one nobody', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, claimed];
  givenEvents(...path).thenDocumentLike(t, workQueue, {
    status: 'MANUFACTURING_STARTED',
    operatorId: 'anna',
  });
  givenEvents(...path, DETOURS.released).thenDocumentLike(t, workQueue, {
    status: 'MANUFACTURING_APPROVED',
    operatorId: null,
    mustStartAt: DUE_AT - WORK_MS,
  });
});

test('an order is as new in its status as the last step into it', (t) => {
  const path = [initiated, modelled, submitted, priced, approved];
  const arrived = BEGIN + 4 * 60_000;
  givenEvents(...path, DETOURS.noted, DETOURS.assigned).thenDocumentLike(t, workQueue, {
    enteredAt: arrived,
    updatedAt: arrived + 2 * 60_000,
  });
  givenEvents(...path, claimed, DETOURS.released).thenDocumentLike(t, workQueue, {
    enteredAt: arrived + 2 * 60_000,
  });
});

test('a second submission moves an order in the queue by its new promise', (t) => {
  const later = { ...submitted, data: { ...submitted.data, submissionNo: 2, dueAt: DUE_AT + 1 } };
  givenEvents(initiated, modelled, submitted, priced, modelled, later).thenDocumentLike(
    t,
    workQueue,
    { dueAt: DUE_AT + 1, mustStartAt: DUE_AT + 1 - WORK_MS },
  );
});

test('orders are in the queue from their approval until they are closed', (t) => {
  const rowIn = (status: Parameters<typeof isQueued>[0]['status']) => {
    return { ...workQueue.initial(ORDER_ID), status };
  };
  t.false(isQueued(rowIn('PRICE_CALCULATED')));
  t.true(isQueued(rowIn('MANUFACTURING_APPROVED')));
  t.true(isQueued(rowIn('SHIPPED')));
  t.false(isQueued(rowIn('CLOSED')));
  t.false(isQueued(rowIn('CANCELLED')));
});

test('of an order that is over nothing is kept but its version', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, claimed, completed];
  const ended = { ...workQueue.initial(ORDER_ID), version: 10, status: 'CLOSED' } as const;
  givenEvents(...path, packed, shipped, closed).thenKept(t, workQueue, ended);
  givenEvents(initiated, DETOURS.cancelled).thenKept(t, workQueue, { ...ended, version: 2 });
  givenEvents(initiated).thenKept(t, workQueue, {
    ...workQueue.initial(ORDER_ID),
    version: 1,
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    items: [{ itemId: 'ring', material: 'silver-925', finish: 'polished', quantity: 2 }],
    enteredAt: BEGIN,
    updatedAt: BEGIN,
  });
});

test('a defect puts an order a day nearer and takes it from its operator', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, claimed, completed];
  givenEvents(...path, DETOURS.defective).thenDocumentLike(t, workQueue, {
    status: 'MANUFACTURING_APPROVED',
    defects: 1,
    operatorId: null,
    mustStartAt: DUE_AT - WORK_MS - DEFECT_BONUS_MS,
  });
  givenEvents(...path, DETOURS.defective, DETOURS.postponed).thenDocumentLike(t, workQueue, {
    dueAt: DUE_AT + 1_000,
    mustStartAt: DUE_AT + 1_000 - WORK_MS - DEFECT_BONUS_MS,
  });
});

test('the queue shows for whom an order is reserved and who took it over', (t) => {
  const path = [initiated, modelled, submitted, priced, approved, DETOURS.assigned];
  givenEvents(...path).thenDocumentLike(t, workQueue, { assignedTo: 'boris', operatorId: null });
  givenEvents(...path, claimed, DETOURS.handedOver).thenDocumentLike(t, workQueue, {
    status: 'MANUFACTURING_STARTED',
    assignedTo: null,
    operatorId: 'boris',
  });
});

test('an imported order stands in the queue where its promise puts it', (t) => {
  givenEvents(DETOURS.imported).thenDocument(t, workQueue, {
    orderId: ORDER_ID,
    version: 1,
    status: 'MANUFACTURING_STARTED',
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    items: [{ itemId: 'ring', material: 'silver-925', finish: 'polished', quantity: 2 }],
    dueAt: DUE_AT,
    estimatedWorkMs: WORK_MS,
    mustStartAt: DUE_AT - WORK_MS,
    defects: 0,
    assignedTo: null,
    operatorId: 'anna',
    enteredAt: BEGIN - 5_000,
    updatedAt: BEGIN,
  });
});
