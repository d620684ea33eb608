import type { ImportOrder, OrderCommand, OrderEvent, OrderStatus } from '@karat/schemas';
import { ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import test from 'ava';
import {
  actorOf,
  givenOrder,
  LIFE,
  MODELLED_RING,
  NOW,
  RING,
  stateAfter,
} from '../../support/given-order.ts';

const administrator = actorOf('administrator');

const OLD: ImportOrder = {
  legacyRef: 'old-77',
  sellerId: 'jewels',
  sellerOrderRef: 'A-1001',
  customerId: null,
  customer: Buffer.from('sealed'),
  items: [MODELLED_RING],
  status: 'MANUFACTURING_STARTED',
  createdAt: NOW - 9_000,
  statusSince: NOW - 5_000,
  rush: false,
  dueAt: NOW + 86_400_000,
  estimatedWorkMs: 7_200_000,
  totalMinor: 12_300,
  currency: 'EUR',
  validUntil: NOW + 1_000,
  paymentReference: 'pay-1',
  operatorId: 'anna',
  rewardMinor: null,
  carrier: null,
  trackingNumber: null,
  history: [{ status: 'INITIATED', at: NOW - 9_000, actorId: 'u-9' }],
};

function importing(changes: Partial<ImportOrder> = {}): OrderCommand {
  return { type: 'ImportOrder', data: { ...OLD, ...changes } };
}

function imported(changes: Partial<ImportOrder> = {}): OrderEvent {
  return { type: 'OrderImported', data: { ...OLD, ...changes } };
}

for (const status of ORDER_STATUS_SYMBOLS) {
  test(`an order of the old system is taken over as ${status}`, (t) => {
    const operatorId = status === 'MANUFACTURING_STARTED' ? 'anna' : null;
    const order = imported({ status, operatorId });
    givenOrder(t, [])
      .when(importing({ status, operatorId }), administrator)
      .then(...(status === 'SUBMITTED' ? [order, resubmitted()] : [order]));
    t.is(stateAfter([order])?.status, status);
  });
}

function resubmitted(): OrderEvent {
  const promise = { rush: false, dueAt: NOW + 86_400_000, policyVersion: 'imported' };
  const { sellerId } = OLD;
  const data = { ...promise, submissionNo: 1, items: [MODELLED_RING], sellerId };
  return { type: 'OrderSubmitted', data };
}

test('an imported order goes on from where it stands, with its operator and its wait', (t) => {
  const order = givenOrder(t, [imported()]);
  order
    .when({ type: 'ClaimOrder', data: {} }, actorOf('operator', 'boris'))
    .thenRefused('already-claimed');
  order
    .when({ type: 'ReleaseOrder', data: {} }, actorOf('operator', 'anna'))
    .then({ type: 'OrderReleased', data: { operatorId: 'anna' } });
  const flag = { status: 'MANUFACTURING_STARTED', allowanceMs: 4_000 };
  order
    .when({ type: 'FlagStuck', data: flag }, actorOf('deadlines'))
    .then({ type: 'OrderStuck', data: { ...flag, waitedMs: 5_000 } });
});

test('a reward that an imported order brings is taken back by a defect', (t) => {
  const status = 'MANUFACTURING_COMPLETED';
  const defect = { itemId: null, code: 'scratch', description: null };
  givenOrder(t, [imported({ status, rewardMinor: 700 })])
    .when({ type: 'ReportDefect', data: defect }, actorOf('logistics'))
    .then({
      type: 'DefectReported',
      data: {
        ...defect,
        defects: 1,
        operatorId: 'anna',
        rewardTakenBackMinor: 700,
        currency: 'EUR',
      },
    });
});

test('an order that is there is not imported', (t) => {
  givenOrder(t, LIFE).when(importing(), administrator).thenRefused('idempotency-key-reused');
});

const lacking: readonly (readonly [OrderStatus, Partial<ImportOrder>, string])[] = [
  ['SUBMITTED', { dueAt: null, operatorId: null }, 'Expected dueAt in SUBMITTED, got none'],
  [
    'SUBMITTED',
    { items: [RING], operatorId: null },
    'Expected a model for every item, got none for ring',
  ],
  [
    'PRICING_FAILED',
    { dueAt: null, operatorId: null },
    'Expected dueAt in PRICING_FAILED, got none',
  ],
  [
    'MANUFACTURING_APPROVED',
    { rewardMinor: 1 },
    'Expected no operatorId before it is due, got anna; ' +
      'Expected no rewardMinor before it is due, got 1',
  ],
  [
    'PRICE_CALCULATED',
    { validUntil: null, operatorId: null },
    'Expected validUntil in PRICE_CALCULATED, got none',
  ],
  [
    'MANUFACTURING_STARTED',
    { operatorId: null },
    'Expected operatorId in MANUFACTURING_STARTED, got none',
  ],
  [
    'PACKAGING',
    { dueAt: null, estimatedWorkMs: null },
    'Expected dueAt, estimatedWorkMs in PACKAGING, got none',
  ],
];

for (const [status, changes, detail] of lacking) {
  test(`an order in ${status} without what it needs to go on is not taken over: ${detail}`, (t) => {
    givenOrder(t, [])
      .when(importing({ status, ...changes }), administrator)
      .thenRefused('validation', detail);
  });
}

test('everything that is wrong with an import is said at once', (t) => {
  const step = { status: 'LOST', at: Number.NaN, actorId: '' };
  givenOrder(t, [])
    .when(
      importing({ legacyRef: '', status: 'LIMBO', totalMinor: -1, history: [step] }),
      administrator,
    )
    .thenRefused(
      'validation',
      'Expected legacyRef of 1 to 200 characters, got 0; ' +
        'Expected totalMinor from 0 to 9007199254740991, got -1; ' +
        'Expected the name of a status, got "LIMBO"; ' +
        'Expected the name of a status, got "LOST"; ' +
        'Expected at in epoch milliseconds, got NaN; ' +
        'Expected actorId of 1 to 200 characters, got 0',
    );
});

test('no wait of an imported order is negative, and no reward is without a currency', (t) => {
  const order = givenOrder(t, []);
  order.when(importing({ statusSince: NOW + 1 }), administrator).thenRefused('validation');
  order.when(importing({ statusSince: NOW - 9_001 }), administrator).thenRefused('validation');
  const closed = { status: 'CLOSED', rewardMinor: 1, currency: null };
  order
    .when(importing(closed), administrator)
    .thenRefused('validation', 'Expected a currency for the reward, got none');
});
