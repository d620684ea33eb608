import test from 'ava';
import { decodeCursor, encodeCursor } from '../../src/http/cursor.ts';
import { ProblemError } from '../../src/http/problem-error.ts';

const PLACE = { sortValue: 1_795_247_165_000, id: '6f9619ff-8b86-5011-b42d-00c04fc964ff' };

test('a cursor leads back to its place', (t) => {
  t.deepEqual(decodeCursor(encodeCursor(PLACE, 'approved/urgency'), 'approved/urgency'), PLACE);
  t.is(decodeCursor(undefined, 'approved/urgency'), null);
});

test('a cursor of another list, or no cursor at all, is refused', (t) => {
  const texts = [encodeCursor(PLACE, 'approved/newest'), '', 'x', 'W10', 'bnVsbA', '{"a":1}'];
  for (const text of texts) {
    const error = t.throws(() => decodeCursor(text, 'approved/urgency'), {
      instanceOf: ProblemError,
    });
    t.like(error.problem, { slug: 'validation', errors: [{ pointer: '?after' }] }, text);
  }
});
