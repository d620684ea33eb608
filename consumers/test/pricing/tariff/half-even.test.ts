import fc from 'fast-check';
import test from 'ava';
import { multiplyHalfEven, roundHalfEven } from '../../../src/pricing/tariff/half-even.ts';

test('a half goes to the even neighbour, everything else to the nearest', (t) => {
  const given = [0, 0.49, 0.5, 0.51, 1.5, 2.5, 3.5, -0.5, -1.5, -2.5];
  t.deepEqual(
    given.map((value) => roundHalfEven(value) + 0),
    [0, 0, 0, 1, 2, 2, 4, 0, -2, -2],
  );
});

test('a product is exact where floating point is not', (t) => {
  t.is(multiplyHalfEven([999_999_937, 999_999_929, 3], 3), 999_999_866 * 1e9 + 4473);
  t.is(multiplyHalfEven([5], 2), 2);
  t.is(multiplyHalfEven([7], 2), 4);
});

test('rounding never goes further than half a unit and never turns an order around', (t) => {
  const factor = fc.nat({ max: 1_000_000 });
  fc.assert(
    fc.property(factor, factor, fc.integer({ min: 1, max: 10_000 }), (a, b, divisor) => {
      const rounded = multiplyHalfEven([a, b], divisor);
      const next = multiplyHalfEven([a + 1, b], divisor);
      return Math.abs(rounded * divisor - a * b) * 2 <= divisor && next >= rounded;
    }),
  );
  t.pass();
});
