import { randomUUID } from 'node:crypto';
import test from 'ava';
import { endedKeys, endedOrderOf, endedPlaceOf } from '../../src/projector/ended-orders.ts';
import { workQueueKeys } from '../../src/projector/work-queue-keys.ts';

const KEYS = workQueueKeys('test', 'one');

test('the place of an ended order names it, in fewer characters than its id has', (t) => {
  const ids = Array.from({ length: 100 }, () => randomUUID());
  for (const id of ids) {
    const { field } = endedPlaceOf(KEYS, id);
    t.is(field.length, 22);
    t.is(endedOrderOf(field), id);
  }
});

test('an id that is no UUID is kept as it is', (t) => {
  for (const id of ['ring', 'AAAAAAAAAAAAAAAAAAAAAA', randomUUID().toUpperCase()]) {
    t.is(endedOrderOf(endedPlaceOf(KEYS, id).field), id);
  }
});

test('ended orders are spread over all hashes, and every hash is known by name', (t) => {
  const known = new Set(endedKeys(KEYS));
  const used = new Set(Array.from({ length: 4_000 }, () => endedPlaceOf(KEYS, randomUUID()).key));
  t.true([...used].every((key) => known.has(key)));
  t.true(used.size > 3_000);
});
