import type { RecordPrice } from '@karat/schemas';
import fc from 'fast-check';
import type { MeasuredItem } from '../../src/pricing/tariff/price-item.ts';
import { priceOrder, type Submission } from '../../src/pricing/tariff/price-order.ts';
import { TARIFF_2026_11 } from '../../src/pricing/tariff/tariff-2026-11.ts';
import type { Tariff } from '../../src/pricing/tariff/tariff.ts';
import type { PieceFacts } from './measured-items.ts';

/** The submission that these prices are of. */
export const SUBMISSION: Submission = {
  submissionNo: 1,
  rush: false,
  sellerId: null,
  submittedAt: 1_795_000_000_000,
};

/** The price of some items for the seller `jewels`, by the built-in tariff unless by another. */
export function price(
  items: readonly MeasuredItem[],
  rush = false,
  tariff: Tariff = TARIFF_2026_11,
): RecordPrice {
  const pricing = priceOrder(items, { ...SUBMISSION, rush, sellerId: 'jewels' }, tariff);
  if (!pricing.ok) throw new TypeError(pricing.reasons.map(({ detail }) => detail).join());
  return pricing.price;
}

/** Facts of pieces of all kinds. */
export const piece = fc.record<Required<PieceFacts>>({
  volumeMm3: fc.double({ min: 0.01, max: 50_000, noNaN: true }),
  areaMm2: fc.double({ min: 0.1, max: 20_000, noNaN: true }),
  heightMm: fc.double({ min: 0.1, max: 150, noNaN: true }),
  quantity: fc.integer({ min: 1, max: 999 }),
  material: fc.constantFrom(...Object.keys(TARIFF_2026_11.metals)),
  finish: fc.constantFrom(...Object.keys(TARIFF_2026_11.finishes)),
  stones: fc.integer({ min: 0, max: 999 }),
  engravedLetters: fc.integer({ min: 0, max: 999 }),
});
