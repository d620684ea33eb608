import test from 'ava';
import { differenceOf } from '../../src/verify/difference.ts';

const stored = { version: 2, status: 'SHIPPED', customer: { name: 'Ada' } };

test('equal documents do not differ', (t) => {
  t.is(differenceOf('ring', stored, { ...stored }), null);
  t.is(differenceOf('ring', null, null), null);
});

test('a document that is missing or too much is named with its version', (t) => {
  t.deepEqual(differenceOf('ring', stored, null), {
    key: 'ring',
    kind: 'missing',
    details: ['version 2'],
  });
  t.deepEqual(differenceOf('ring', null, stored), {
    key: 'ring',
    kind: 'extra',
    details: ['version 2'],
  });
});

test('each field that differs is told with both values, personal data without', (t) => {
  const expected = { ...stored, status: 'CLOSED', customer: null };
  t.deepEqual(differenceOf('ring', expected, stored), {
    key: 'ring',
    kind: 'different',
    details: [
      'status: expected "CLOSED", got "SHIPPED"',
      'customer: expected null, got personal data',
    ],
  });
});
