import fc from 'fast-check';
import test from 'ava';
import { parseDecimal } from '../../../src/pricing/mesh/parse-decimal.ts';

function parse(word: string): number {
  return parseDecimal(Buffer.from(word));
}

test('a number is read to the last bit as JavaScript reads it', (t) => {
  const written = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc
      .tuple(fc.integer(), fc.nat({ max: 15 }))
      .map(([whole, decimals]) => (whole / 7).toFixed(decimals)),
  );
  fc.assert(
    fc.property(written, (word) => Object.is(parse(word), Number(word))),
    { numRuns: 5_000 },
  );
  t.pass();
});

test('signs, points at either end and exponents are read', (t) => {
  for (const word of ['+1', '-0', '.5', '5.', '-.25', '1e3', '1.5E-3', '0000000000000000001.5']) {
    t.is(parse(word), Number(word), word);
  }
});

test('what is no decimal number is none', (t) => {
  for (const word of [
    '',
    '-',
    '.',
    '+.',
    '1.2.3',
    '1e',
    '0x10',
    'NaN',
    'Infinity',
    '1_000',
    '1,5',
    '--1',
  ]) {
    t.is(parse(word), Number.NaN, word);
  }
});
