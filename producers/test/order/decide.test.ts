import test from 'ava';
import {
  actorOf,
  givenOrder,
  LIFE,
  lifeUntil,
  MODELLED_RING,
  NOW,
  RING,
} from '../support/given-order.ts';

const initiated = lifeUntil('OrderInitiated');
const storefront = actorOf('storefront', 'shop');

test('an order begins with its first command', (t) => {
  const data = {
    sellerId: 'jewels',
    sellerOrderRef: 'A-1001',
    customerId: null,
    customer: Buffer.from('sealed'),
    items: [RING],
  };
  givenOrder(t, [])
    .when({ type: 'InitiateOrder', data }, storefront)
    .then(...initiated);
});

test('an order of no pieces, or of a thousand of one, is refused with what was expected', (t) => {
  const data = { sellerId: null, sellerOrderRef: null, customerId: null, customer: Buffer.of(1) };
  const none = { type: 'InitiateOrder', data: { ...data, items: [] } } as const;
  givenOrder(t, [])
    .when(none, storefront)
    .thenRefused('validation', 'Expected 1 to 100 items, got 0');
  const many = { type: 'InitiateOrder', data: { ...data, items: [{ ...RING, quantity: 1_000 }] } };
  givenOrder(t, [])
    .when({ ...many, type: 'InitiateOrder' }, storefront)
    .thenRefused('validation', 'Expected quantity from 1 to 999, got 1000');
});

test('an order whose pieces lack a model is not submitted', (t) => {
  const promise = { rush: false, dueAt: NOW + 1, policyVersion: '1' };
  givenOrder(t, initiated)
    .when({ type: 'SubmitOrder', data: promise }, storefront)
    .thenRefused('validation', 'Expected a model for every item, got none for ring');
});

test('a submission carries the pieces with their models', (t) => {
  const promise = { rush: true, dueAt: NOW + 1, policyVersion: '1' };
  givenOrder(t, lifeUntil('ModelAttached'))
    .when({ type: 'SubmitOrder', data: promise }, storefront)
    .then({
      type: 'OrderSubmitted',
      data: { ...promise, submissionNo: 1, items: [MODELLED_RING], sellerId: 'jewels' },
    });
});

test('a price for an earlier submission is refused as stale', (t) => {
  const price = {
    submissionNo: 0,
    items: [],
    totalMinor: 0,
    currency: 'EUR',
    tariffVersion: '1',
    metalPricesVersion: '1',
    estimatedWorkMs: 1,
    validUntil: NOW,
    warnings: [],
  };
  givenOrder(t, lifeUntil('OrderSubmitted'))
    .when({ type: 'RecordPrice', data: price }, actorOf('pricing'))
    .thenRefused('stale-submission');
});

test('a price that has run out is not approved', (t) => {
  const approval = { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } } as const;
  const order = givenOrder(t, lifeUntil('PriceCalculated'));
  order.when(approval, storefront, { decidedAt: NOW + 1_001 }).thenRefused('price-expired');
  order
    .when(approval, storefront, { decidedAt: NOW + 1_000 })
    .then({ type: 'ManufacturingApproved', data: approval.data });
});

test('the storefront approves only with a payment', (t) => {
  givenOrder(t, lifeUntil('PriceCalculated'))
    .when({ type: 'ApproveOrder', data: { paymentReference: null } }, storefront)
    .thenRefused('validation');
});

test('the first operator gets the order, the second learns who was faster', (t) => {
  const claim = { type: 'ClaimOrder', data: {} } as const;
  givenOrder(t, lifeUntil('ManufacturingApproved'))
    .when(claim, actorOf('operator', 'anna'))
    .then({ type: 'OrderClaimed', data: { operatorId: 'anna' } });
  const claimed = givenOrder(t, lifeUntil('OrderClaimed'));
  claimed.when(claim, actorOf('operator', 'anna')).thenNothing();
  claimed.when(claim, actorOf('operator', 'boris')).thenRefused('already-claimed');
});

test('only the operator who works on an order completes or releases it', (t) => {
  const reward = { rewardMinor: 500, currency: 'EUR', rewardTariffVersion: '1' };
  const claimed = givenOrder(t, lifeUntil('OrderClaimed'));
  claimed
    .when({ type: 'CompleteManufacturing', data: reward }, actorOf('operator', 'boris'))
    .thenRefused('not-your-order', 'Expected operator anna, got boris');
  claimed
    .when({ type: 'ReleaseOrder', data: {} }, actorOf('operator', 'boris'))
    .thenRefused('not-your-order');
  claimed
    .when({ type: 'ReleaseOrder', data: {} }, actorOf('supervisor', 'petra'))
    .then({ type: 'OrderReleased', data: { operatorId: 'anna' } });
});

test('an order is cancelled before it is shipped, once, and what was paid is owed', (t) => {
  const cancel = { type: 'CancelOrder', data: { reason: 'customer-wish' } } as const;
  givenOrder(t, lifeUntil('PriceCalculated'))
    .when(cancel, storefront)
    .then({ type: 'OrderCancelled', data: { reason: 'customer-wish', refundOwed: false } });
  const cancelled = {
    type: 'OrderCancelled',
    data: { reason: 'customer-wish', refundOwed: true },
  } as const;
  givenOrder(t, lifeUntil('ManufacturingApproved')).when(cancel, storefront).then(cancelled);
  givenOrder(t, [...lifeUntil('ManufacturingApproved'), cancelled])
    .when(cancel, storefront)
    .thenNothing();
  givenOrder(t, lifeUntil('OrderShipped'))
    .when(cancel, storefront)
    .thenRefused('illegal-transition');
});

test('the role is checked by the decider too', (t) => {
  givenOrder(t, lifeUntil('ManufacturingApproved'))
    .when({ type: 'ClaimOrder', data: {} }, storefront)
    .thenRefused('forbidden', 'Expected operator for ClaimOrder, got storefront');
});

test("another seller's order does not exist for a seller", (t) => {
  const cancel = { type: 'CancelOrder', data: { reason: 'mistake' } } as const;
  givenOrder(t, LIFE.slice(0, 2))
    .when(cancel, actorOf('seller', 'other'))
    .thenRefused('order-not-found');
});

test('a caller who expects another version is told the current one', (t) => {
  givenOrder(t, LIFE.slice(0, 2))
    .when({ type: 'CancelOrder', data: { reason: 'mistake' } }, storefront, { expectedVersion: 1 })
    .thenRefused('version-conflict', 'Expected version 1, the order has 2');
});

test('a price whose date no calendar has is refused, not left to fail at the approval', (t) => {
  const price = LIFE.find((event) => event.type === 'PriceCalculated');
  if (price?.type !== 'PriceCalculated') throw new Error('Expected a price in the life');
  const data = { ...price.data, validUntil: -9e15 };
  givenOrder(t, lifeUntil('OrderSubmitted'))
    .when({ type: 'RecordPrice', data }, actorOf('pricing'))
    .thenRefused('validation');
});

test('names of pieces and models have a length, for an order carries them all its life', (t) => {
  const data = {
    sellerId: 'jewels',
    sellerOrderRef: null,
    customerId: null,
    customer: Buffer.from('sealed'),
    items: [{ ...RING, itemId: 'x'.repeat(10_000) }],
  };
  givenOrder(t, []).when({ type: 'InitiateOrder', data }, storefront).thenRefused('validation');
  const model = { itemId: 'ring', modelSha256: 'y', modelFormat: 'STL', modelBytes: 1 } as const;
  givenOrder(t, initiated)
    .when({ type: 'AttachModel', data: model }, storefront)
    .thenRefused('validation');
});
