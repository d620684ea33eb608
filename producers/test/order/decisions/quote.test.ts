import type { OrderCommand, OrderEvent, PriceBasis, PricedItem, RecordPrice } from '@karat/schemas';
import test from 'ava';
import {
  actorOf,
  givenOrder,
  lifeUntil,
  MODELLED_RING,
  NOW,
  RING,
} from '../../support/given-order.ts';

const shop = actorOf('storefront');
const pricing = actorOf('pricing');
const submitted = lifeUntil('OrderSubmitted');
const SHA256 = 'a'.repeat(64);
const model = {
  ...{ itemId: 'ring', modelSha256: SHA256, modelFormat: 'STL', modelBytes: 684 },
  ...{ modelOwner: null, modelUnit: null },
};
const customer = Buffer.from('sealed');
const wanted = { sellerId: null, sellerOrderRef: null, customerId: null, customer };

function begin(changes: object): OrderCommand {
  return { type: 'InitiateOrder', data: { ...wanted, items: [RING], ...changes } };
}

test('models that come with an order are attached to its bare pieces', (t) => {
  const bare = { ...RING, itemId: 'bare' };
  givenOrder(t, [])
    .when(begin({ items: [MODELLED_RING, bare] }), shop)
    .then(
      { type: 'OrderInitiated', data: { ...wanted, items: [RING, bare] } },
      { type: 'ModelAttached', data: model },
    );
});

test('a seller begins orders in its own name, whatever it writes', (t) => {
  givenOrder(t, [])
    .when(begin({ sellerId: 'other' }), actorOf('seller', 'jewels'))
    .then({ type: 'OrderInitiated', data: { ...wanted, sellerId: 'jewels', items: [RING] } });
});

test('everything that is wrong with a new order is said at once', (t) => {
  const half = { ...RING, modelSha256: SHA256 };
  givenOrder(t, [])
    .when(begin({ items: [half, { ...RING, quantity: 1.5 }], customer: Buffer.alloc(0) }), shop)
    .thenRefused(
      'validation',
      'Expected customer of 1 to 8192 bytes, got 0; ' +
        'Expected a different itemId for each item, got one twice; ' +
        'Expected a whole model or none for ring, got a part of one; ' +
        'Expected quantity from 1 to 999, got 1.5',
    );
});

test('an order that is there is not begun again', (t) => {
  givenOrder(t, submitted).when(begin({}), shop).thenRefused('idempotency-key-reused');
});

const remove: OrderCommand = { type: 'RemoveModel', data: { itemId: 'ring' } };
const removed: OrderEvent = {
  type: 'ModelRemoved',
  data: { itemId: 'ring', modelSha256: SHA256 },
};

test('a piece loses its model, once', (t) => {
  givenOrder(t, lifeUntil('ModelAttached')).when(remove, shop).then(removed);
  givenOrder(t, lifeUntil('OrderInitiated')).when(remove, shop).thenNothing();
  givenOrder(t, submitted).when(remove, shop).thenRefused('illegal-transition');
  givenOrder(t, lifeUntil('ModelAttached'))
    .when({ type: 'RemoveModel', data: { itemId: 'nose' } }, shop)
    .thenRefused('validation');
});

test('a priced order that loses a model has to be submitted again', (t) => {
  const priced = lifeUntil('PriceCalculated');
  givenOrder(t, priced).when(remove, shop).then(removed);
  const order = givenOrder(t, [...priced, removed]);
  const approval: OrderCommand = { type: 'ApproveOrder', data: { paymentReference: 'pay-1' } };
  order.when(approval, shop).thenRefused('illegal-transition');
  order
    .when({ type: 'SubmitOrder', data: { rush: false, dueAt: NOW, policyVersion: '1' } }, shop)
    .thenRefused('validation', 'Expected a model for every item, got none for ring');
});

test('the model that a piece has already changes nothing', (t) => {
  const attach: OrderCommand = { type: 'AttachModel', data: model };
  const other = { ...model, modelSha256: 'b'.repeat(64) };
  const order = givenOrder(t, lifeUntil('PriceCalculated'));
  order.when(attach, shop).thenNothing();
  order
    .when({ type: 'AttachModel', data: other }, shop)
    .then({ type: 'ModelAttached', data: other });
  order
    .when({ type: 'AttachModel', data: { ...other, modelBytes: 0 } }, shop)
    .thenRefused('validation');
});

test('a promise that no calendar has is not made', (t) => {
  givenOrder(t, lifeUntil('ModelAttached'))
    .when({ type: 'SubmitOrder', data: { rush: false, dueAt: 1e300, policyVersion: '' } }, shop)
    .thenRefused(
      'validation',
      'Expected dueAt in epoch milliseconds, got 1e+300; ' +
        'Expected policyVersion of 1 to 200 characters, got 0',
    );
});

const priced: PricedItem = {
  itemId: 'ring',
  modelSha256: SHA256,
  volumeMm3: 1_000,
  areaMm2: 600,
  boundingBoxMm: { x: 10, y: 10, z: 10 },
  triangles: 12,
  material: 'silver-925',
  finish: 'polished',
  quantity: 1,
  metalMassMg: 11_232,
  machineTimeMs: 1_800_000,
  parts: [{ code: 'metal', amountMinor: 6_140 }],
  amountMinor: 6_140,
};
const price: RecordPrice = {
  submissionNo: 1,
  items: [priced],
  totalMinor: 6_140,
  currency: 'EUR',
  tariffVersion: '1',
  metalPricesVersion: '1',
  estimatedWorkMs: 7_200_000,
  validUntil: NOW + 1,
  warnings: [{ itemId: 'ring', code: 'implausible-size', detail: '1 model is large' }],
};

function record(changes: object = {}): OrderCommand {
  return { type: 'RecordPrice', data: { ...price, ...changes } };
}

test('a price is recorded with everything that somebody should look at', (t) => {
  givenOrder(t, submitted).when(record(), pricing).then({ type: 'PriceCalculated', data: price });
  givenOrder(t, lifeUntil('PriceCalculated'))
    .when(record(), pricing)
    .thenRefused('illegal-transition');
});

test('a price that does not add up, or of other pieces, is refused', (t) => {
  const order = givenOrder(t, submitted);
  order
    .when(record({ totalMinor: 6_141 }), pricing)
    .thenRefused('validation', 'Expected a total of 6140, got 6141');
  order
    .when(record({ items: [{ ...priced, itemId: 'nose' }] }), pricing)
    .thenRefused('validation', 'Expected a price for ring, got none');
  order
    .when(record({ items: [], totalMinor: 0 }), pricing)
    .thenRefused('validation', 'Expected 1 prices, got 0; Expected a price for ring, got none');
  order
    .when(record({ items: [{ ...priced, amountMinor: -1 }], totalMinor: -1 }), pricing)
    .thenRefused('validation');
  order
    .when(record({ items: [{ ...priced, volumeMm3: Number.NaN }] }), pricing)
    .thenRefused('validation', 'Expected volumeMm3 as a number from 0, got NaN');
  order.when(record({ estimatedWorkMs: -1 }), pricing).thenRefused('validation');
});

const basis: PriceBasis = {
  densityKgPerM3: 10_400,
  castingLossBasisPoints: 800,
  metalMinorPerGram: 142,
  layerMm: 0.05,
  layerMs: 9_000,
  plateXMm: 120,
  plateYMm: 68,
  gapMm: 3,
  printerMinorPerHour: 450,
  resinMinorPerCm3: 60,
  castingMinor: 1_200,
  castingWorkMs: 14_400_000,
  finishMinorPerCm2: 260,
  finishWorkMsPerCm2: 240_000,
  setupMinor: 1_500,
  setupWorkMs: 1_200_000,
  stones: 0,
  stoneMinor: 900,
  stoneWorkMs: 600_000,
  engravedLetters: 0,
  letterMinor: 150,
  letterWorkMs: 60_000,
  quantityBreaks: [{ fromPiece: 5, discountBasisPoints: 1_000 }],
  minimumMinor: 4_900,
  rushBasisPoints: 0,
  markupBasisPoints: 0,
};

test('a price is recorded with every figure that it was made of', (t) => {
  const explained = { ...price, items: [{ ...priced, solidVolumeMm3: 990.5, basis }] };
  givenOrder(t, submitted)
    .when(record(explained), pricing)
    .then({ type: 'PriceCalculated', data: explained });
});

test('a price of figures that cannot be is refused with each of them', (t) => {
  const quantityBreaks = [{ fromPiece: 0, discountBasisPoints: 10_001 }];
  const wrong = { ...basis, densityKgPerM3: Number.NaN, setupMinor: -1, quantityBreaks };
  givenOrder(t, submitted)
    .when(record({ items: [{ ...priced, solidVolumeMm3: -1, basis: wrong }] }), pricing)
    .thenRefused(
      'validation',
      'Expected solidVolumeMm3 as a number from 0, got -1; ' +
        'Expected densityKgPerM3 as a number from 0, got NaN; ' +
        'Expected setupMinor from 0 to 9007199254740991, got -1; ' +
        'Expected fromPiece from 1 to 2147483647, got 0; ' +
        'Expected discountBasisPoints from 0 to 10000, got 10001',
    );
});

test('more stones or letters than a piece has room for are refused', (t) => {
  givenOrder(t, [])
    .when(begin({ items: [{ ...RING, stones: -1, engravedLetters: 1_000 }] }), shop)
    .thenRefused(
      'validation',
      'Expected stones from 0 to 999, got -1; Expected engravedLetters from 0 to 999, got 1000',
    );
  const set = { ...RING, stones: 3, engravedLetters: 12 };
  givenOrder(t, [])
    .when(begin({ items: [set] }), shop)
    .then({ type: 'OrderInitiated', data: { ...wanted, items: [set] } });
});

const reason = { itemId: 'ring', code: 'open-edge', detail: '', retriable: false };

function reject(submissionNo: number, reasons: readonly (typeof reason)[]): OrderCommand {
  return { type: 'RejectModel', data: { submissionNo, reasons } };
}

test('a submission that cannot be priced says why, and may be tried again', (t) => {
  const order = givenOrder(t, submitted);
  const failed: OrderEvent = {
    type: 'PricingFailed',
    data: { submissionNo: 1, reasons: [reason] },
  };
  order.when(reject(1, [reason]), pricing).then(failed);
  order.when(reject(2, [reason]), pricing).thenRefused('stale-submission');
  order
    .when(reject(1, []), pricing)
    .thenRefused('validation', 'Expected number of reasons from 1 to 2000, got 0');
  const retry: OrderCommand = { type: 'RetryPricing', data: {} };
  givenOrder(t, [...submitted, failed])
    .when(retry, actorOf('administrator'))
    .then({
      type: 'OrderSubmitted',
      data: {
        submissionNo: 2,
        rush: false,
        dueAt: NOW + 86_400_000,
        policyVersion: '1',
        items: [MODELLED_RING],
        sellerId: 'jewels',
      },
    });
  order.when(retry, actorOf('crm')).thenRefused('illegal-transition');
});

test('a reason of a cancellation is a code, because free text may name somebody', (t) => {
  givenOrder(t, submitted)
    .when({ type: 'CancelOrder', data: { reason: 'Ada changed her mind' } }, shop)
    .thenRefused('validation');
});
