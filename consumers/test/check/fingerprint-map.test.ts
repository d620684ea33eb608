import { newEventId } from '@karat/schemas';
import test from 'ava';
import { createFingerprintMap, fingerprintOf } from '../../src/check/fingerprint-map.ts';

test('ids are found again with their number, and no other is', (t) => {
  const map = createFingerprintMap();
  const ids = Array.from({ length: 20_000 }, () => newEventId());
  const [known, unknown] = [ids.slice(0, 10_000), ids.slice(10_000)];
  known.forEach((id, index) => {
    map.set(id, index);
  });
  t.true(known.every((id, index) => map.get(id) === index));
  t.true(unknown.every((id) => map.get(id) === null));
});

test('a number that is set again replaces the first', (t) => {
  const map = createFingerprintMap();
  map.set('one', 1);
  map.set('one', 2);
  t.is(map.get('one'), 2);
});

test('lists have the same fingerprint only with the same texts in the same order', (t) => {
  const fingerprints = [['a', 'b'], ['b', 'a'], ['ab'], [], ['a']].map(fingerprintOf);
  t.is(new Set(fingerprints).size, 5);
  t.deepEqual(fingerprints.slice(0, 1), [fingerprintOf(['a', 'b'])]);
});
