import test from 'ava';
import { ORDER_REQUEST } from '../../src/storefront/order-request.ts';

const RING = { itemId: 'ring', quantity: 1, material: 'silver-925', finish: 'polished' };
const CUSTOMER = { name: 'Ada Byron', email: 'ada@example.org', address: 'Street 1' };

function faultsOf(item: object): readonly string[] {
  const parsed = ORDER_REQUEST.safeParse({ customer: CUSTOMER, items: [item] });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
}

test('a piece is ordered with stones and letters, or without', (t) => {
  t.deepEqual(faultsOf(RING), []);
  t.deepEqual(faultsOf({ ...RING, stones: 3, engravedLetters: 999 }), []);
});

test('no piece has a fraction of a stone, or a thousand letters', (t) => {
  t.deepEqual(faultsOf({ ...RING, stones: 0.5, engravedLetters: 1_000 }), [
    'items.0.stones',
    'items.0.engravedLetters',
  ]);
});

test('a request from before stones were known is the same request, so its repetition is one', (t) => {
  const request = { customer: CUSTOMER, items: [RING] };
  t.deepEqual(ORDER_REQUEST.parse(request), request);
});
