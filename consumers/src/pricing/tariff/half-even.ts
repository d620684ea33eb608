/**
 * Rounds to the nearest integer, a half to the even neighbour, so that many roundings do not add up
 * in one direction.
 *
 * @see IEEE 754-2019, 4.3.1 roundTiesToEven
 */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * `factors` multiplied and divided by `divisor`, exactly, then rounded half-even. Big integers,
 * because milligrams × pieces × price leaves 2⁵³ behind before the price itself does.
 *
 * @param factors integers from 0
 * @param divisor integer from 1
 */
export function multiplyHalfEven(factors: readonly number[], divisor: number): number {
  const product = factors.reduce((sum, factor) => sum * BigInt(factor), 1n);
  const by = BigInt(divisor);
  const floor = product / by;
  const twiceRest = (product % by) * 2n;
  const up = twiceRest > by || (twiceRest === by && floor % 2n === 1n);
  return Number(up ? floor + 1n : floor);
}
