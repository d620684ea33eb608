import type { OrderItem, PricingReason, RecordPrice } from '@karat/schemas';
import { linesFor, type OrderTerms } from './price-basis.ts';
import { priceItem, type MeasuredItem } from './price-item.ts';
import type { Tariff } from './tariff.ts';

/** The facts of a submission that a price depends on besides its items. */
export interface Submission extends OrderTerms {
  readonly submissionNo: number;
  /** When it was submitted, epoch milliseconds: a price is valid from then on, whenever it is made. */
  readonly submittedAt: number;
}

/** The price of a submission, or every reason why it has none. */
export type OrderPricing =
  | { readonly ok: true; readonly price: RecordPrice }
  | { readonly ok: false; readonly reasons: readonly PricingReason[] };

/**
 * Prices all items of a submission.
 *
 * Takes no time but the submission's own: the same event priced twice gives the same command to the
 * byte, which is what makes a repeat a duplicate.
 */
export function priceOrder(
  items: readonly MeasuredItem[],
  submission: Submission,
  tariff: Tariff,
): OrderPricing {
  const reasons = unknownToTariff(
    items.map(({ item }) => item),
    tariff,
  );
  const priced = items.flatMap((measured) => {
    const lines = linesFor(measured.item, tariff);
    if (lines === null) return [];
    const { rush, sellerId } = submission;
    return [priceItem(measured, lines, { tariff, rush, sellerId })];
  });
  if (reasons.length > 0) return { ok: false, reasons };
  const price: RecordPrice = {
    submissionNo: submission.submissionNo,
    items: priced.map(({ item }) => item),
    totalMinor: priced.reduce((sum, { item }) => sum + item.amountMinor, 0),
    currency: tariff.currency,
    tariffVersion: tariff.version,
    metalPricesVersion: tariff.metalPrices.version,
    estimatedWorkMs: priced.reduce((sum, one) => sum + one.workMs, 0),
    validUntil: submission.submittedAt + tariff.validForMs,
    warnings: [],
  };
  return isCountable(price)
    ? { ok: true, price }
    : { ok: false, reasons: [beyondReckoning(price)] };
}

/** A reason for each material and finish that the tariff does not have. */
export function unknownToTariff(
  items: readonly OrderItem[],
  tariff: Tariff,
): readonly PricingReason[] {
  // A metal without a price of the day is as unknown as one without a density.
  const metals = Object.keys(tariff.metals).filter((code) =>
    Object.hasOwn(tariff.metalPrices.minorPerGram, code),
  );
  const finishes = Object.keys(tariff.finishes);
  return items.flatMap(({ itemId, material, finish }) => [
    ...unknownCode(itemId, 'material', { got: material, known: metals }),
    ...unknownCode(itemId, 'finish', { got: finish, known: finishes }),
  ]);
}

function unknownCode(
  itemId: string,
  what: 'material' | 'finish',
  { got, known }: { readonly got: string; readonly known: readonly string[] },
): readonly PricingReason[] {
  if (known.includes(got)) return [];
  const detail = `Expected ${what} to be one of ${known.join(', ')}, got "${got}"`;
  return [{ itemId, code: `unknown-${what}`, detail, retriable: false }];
}

/** Whether all figures are integers that survive arithmetic and JSON; those of a model in micrometres are not. */
function isCountable(price: RecordPrice): boolean {
  return [
    price.totalMinor,
    price.estimatedWorkMs,
    ...price.items.flatMap(({ metalMassMg, machineTimeMs }) => [metalMassMg, machineTimeMs]),
  ].every(Number.isSafeInteger);
}

function beyondReckoning({ totalMinor }: RecordPrice): PricingReason {
  return {
    itemId: null,
    code: 'price-out-of-range',
    detail: `Expected figures of at most ${Number.MAX_SAFE_INTEGER}, got a total of ${totalMinor} minor units; is the model in millimetres?`,
    retriable: false,
  };
}
