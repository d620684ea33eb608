import { randomUUID } from 'node:crypto';
import test from 'ava';
import { ALL_ORDERS, halvesOf, isInSlice, type OrderSlice } from '../../src/rebuild/order-slice.ts';

const ORDERS = Array.from({ length: 1_000 }, () => Buffer.from(randomUUID()));

test('each order of a slice is in one of its halves, and about as many in either', (t) => {
  let slices: readonly OrderSlice[] = [ALL_ORDERS];
  for (let round = 0; round < 3; round += 1) slices = slices.flatMap(halvesOf);
  t.is(slices.length, 8);
  const counts = slices.map((slice) => ORDERS.filter((order) => isInSlice(slice, order)).length);
  t.is(
    counts.reduce((sum, count) => sum + count, 0),
    ORDERS.length,
  );
  t.true(counts.every((count) => count > 70));
});
