import type { QuantityBreak } from './tariff.ts';

/** The share of a piece's work that is charged in full, basis points. */
export const FULL_SHARE = 10_000;

/**
 * How many pieces' worth of work is charged for a quantity, in basis points of a piece.
 *
 * A discount holds for the pieces from its threshold on and not for those before it; else the
 * nineteenth piece would make an order dearer than the twentieth.
 */
export function weightedPieces(quantity: number, breaks: readonly QuantityBreak[]): number {
  const saved = breaks.reduce((sum, { fromPiece, discountBasisPoints }, i) => {
    const nextFrom = breaks[i + 1]?.fromPiece ?? Infinity;
    const pieces = Math.max(0, Math.min(quantity, nextFrom - 1) - fromPiece + 1);
    return sum + pieces * discountBasisPoints;
  }, 0);
  return quantity * FULL_SHARE - saved;
}
