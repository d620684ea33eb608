import test from 'ava';
import { modelOwnerOf } from '../src/index.ts';

const ORDER_ID = '3f1d8c1e-6f0c-5b5e-9d1a-7b8f3e0c2a11';

test('models of a seller’s orders are kept among the seller’s, whoever the customer is', (t) => {
  const owner = 'seller-df31a724-1062-5081-a214-fd8dc29585e3';
  t.is(modelOwnerOf({ sellerId: 'acme', customerId: null, orderId: ORDER_ID }), owner);
  t.is(modelOwnerOf({ sellerId: 'acme', customerId: 'c1', orderId: 'another' }), owner);
});

test('models of a customer are kept among the customer’s, and never among a seller’s', (t) => {
  const ofCustomer = modelOwnerOf({ sellerId: null, customerId: 'acme', orderId: ORDER_ID });
  t.is(ofCustomer, 'customer-df31a724-1062-5081-a214-fd8dc29585e3');
});

test('models of an order of nobody known are kept for that order alone', (t) => {
  const owner = modelOwnerOf({ sellerId: null, customerId: null, orderId: ORDER_ID });
  t.is(owner, `order-${ORDER_ID}`);
});

test('every id makes an owner that storage takes as a name', (t) => {
  for (const id of ['', 'Ünïcode Ltd.', '../../etc', 'x'.repeat(500), 'a_b']) {
    const owner = modelOwnerOf({ sellerId: id, customerId: null, orderId: ORDER_ID });
    t.regex(owner, /^[0-9a-z-]{1,64}$/);
  }
});
