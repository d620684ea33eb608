const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const ZERO = 0x30;
const NO_DIGIT = -1;
const DECIMAL = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
/** Powers of ten that a double holds exactly. */
const POWERS = Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * The decimal number that a word is, as `Number` has it; NaN where it is none.
 *
 * Up to 15 digits with a point are two exact doubles and one division, which rounds as `Number` does;
 * anything else is left to `Number`.
 *
 * @see https://dl.acm.org/doi/10.1145/93542.93557 (Clinger, How to read floating point numbers accurately)
 */
export function parseDecimal(word: Buffer): number {
  const sign = word[0];
  const first = sign === MINUS || sign === PLUS ? 1 : 0;
  const point = word.indexOf(POINT);
  const digits = word.length - first - (point === -1 ? 0 : 1);
  const mantissa = digits > 0 && digits <= 15 ? mantissaOf(word, first, point) : NO_DIGIT;
  if (mantissa === NO_DIGIT) return anyDecimal(word.toString('latin1'));
  const value = point === -1 ? mantissa : mantissa / (POWERS[word.length - point - 1] ?? 1);
  return sign === MINUS ? -value : value;
}

function mantissaOf(word: Buffer, first: number, point: number): number {
  let mantissa = 0;
  for (let i = first; i < word.length; i++) {
    if (i === point) continue;
    const digit = (word[i] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return NO_DIGIT;
    mantissa = mantissa * 10 + digit;
  }
  return mantissa;
}

function anyDecimal(word: string): number {
  return DECIMAL.test(word) ? Number(word) : Number.NaN;
}
