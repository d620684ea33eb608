import test from 'ava';
import { promiseFor } from '../../src/storefront/due-date-policy.ts';

const promised = (submittedAt: string, rush: boolean): string =>
  new Date(promiseFor(Date.parse(submittedAt), rush).dueAt).toISOString();

test('an order is promised in ten working days, with rush in five', (t) => {
  // A Friday: the weekend does not count.
  t.is(promised('2026-11-20T09:00:00Z', false), '2026-12-04T16:00:00.000Z');
  t.is(promised('2026-11-20T09:00:00Z', true), '2026-11-27T16:00:00.000Z');
  // A Wednesday.
  t.is(promised('2026-11-18T23:59:59Z', true), '2026-11-25T16:00:00.000Z');
});

test('an order of the weekend counts from Monday on', (t) => {
  for (const day of ['2026-11-21T00:00:00Z', '2026-11-22T23:59:59Z']) {
    t.is(promised(day, true), '2026-11-27T16:00:00.000Z');
  }
});

test('a promise names the policy that made it', (t) => {
  t.is(promiseFor(0, false).policyVersion, 'due-date-2026-11');
});
