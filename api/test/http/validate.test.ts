import test from 'ava';
import { z } from 'zod';
import { ProblemError } from '../../src/http/problem-error.ts';
import { validate } from '../../src/http/validate.ts';

const SCHEMA = z.strictObject({ items: z.array(z.strictObject({ quantity: z.int().min(1) })) });

test('every fault of a body is told at its place', (t) => {
  const body = { items: [{ quantity: 0 }, { quantity: 1, 'si/ze~': 2 }], rush: true };
  const { problem } = t.throws(() => validate(SCHEMA, body), { instanceOf: ProblemError });
  t.deepEqual(
    problem.errors?.map(({ pointer, code }) => [pointer, code]),
    [
      ['#/items/0/quantity', 'too-small'],
      ['#/items/1/si~1ze~0', 'unknown-field'],
      ['#/rush', 'unknown-field'],
    ],
  );
});

test('a body of another kind is a fault of the whole', (t) => {
  const { problem } = t.throws(() => validate(SCHEMA, []), { instanceOf: ProblemError });
  t.deepEqual(
    problem.errors?.map(({ pointer }) => pointer),
    ['#'],
  );
});
