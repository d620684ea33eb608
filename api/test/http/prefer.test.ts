import test from 'ava';
import { parsePrefer } from '../../src/http/prefer.ts';

test('a caller may wait for a view, but not for ever', (t) => {
  t.deepEqual(parsePrefer('wait=2'), { waitMs: 2_000, respondAsync: false });
  t.deepEqual(parsePrefer('handling=strict, wait="3"'), { waitMs: 3_000, respondAsync: false });
  t.is(parsePrefer('wait=9999').waitMs, 10_000);
  t.deepEqual(parsePrefer('Respond-Async'), { waitMs: null, respondAsync: true });
  t.deepEqual(parsePrefer(''), { waitMs: null, respondAsync: false });
  t.is(parsePrefer('wait=-1, wait=soon').waitMs, null);
});
