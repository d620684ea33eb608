import type { PricedItem, PricingReason, RecordPrice } from '@karat/schemas';
import { priceItem, type MeasuredItem, type TariffLines } from './price-item.ts';
import type { Tariff } from './tariff.ts';

/** The facts of a submission that a price depends on besides its items. */
export interface Submission {
  readonly submissionNo: number;
  readonly rush: boolean;
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
  const outcomes = items.map((measured) => {
    const lines = linesFor(measured, tariff);
    return 'reasons' in lines
      ? lines
      : { priced: priceItem(measured, lines, { tariff, rush: submission.rush }), lines };
  });
  const reasons = outcomes.flatMap((outcome) => ('reasons' in outcome ? outcome.reasons : []));
  if (reasons.length > 0) return { ok: false, reasons };
  const priced = outcomes.flatMap((outcome) => ('priced' in outcome ? [outcome] : []));
  const price: RecordPrice = {
    submissionNo: submission.submissionNo,
    items: priced.map((outcome) => outcome.priced),
    totalMinor: priced.reduce((sum, outcome) => sum + outcome.priced.amountMinor, 0),
    currency: tariff.currency,
    tariffVersion: tariff.version,
    metalPricesVersion: tariff.metalPrices.version,
    estimatedWorkMs: priced.reduce(
      (sum, outcome) => sum + workMs(outcome.priced, outcome.lines, tariff),
      0,
    ),
    validUntil: submission.submittedAt + tariff.validForMs,
  };
  return isCountable(price)
    ? { ok: true, price }
    : { ok: false, reasons: [beyondReckoning(price)] };
}

function linesFor(
  { item }: MeasuredItem,
  tariff: Tariff,
): TariffLines | { readonly reasons: readonly PricingReason[] } {
  const metal = entryOf(tariff.metals, item.material);
  const minorPerGram = entryOf(tariff.metalPrices.minorPerGram, item.material);
  const finish = entryOf(tariff.finishes, item.finish);
  const reasons: PricingReason[] = [];
  if (metal === undefined || minorPerGram === undefined) {
    reasons.push(
      unknownCode(item.itemId, 'material', { got: item.material, known: tariff.metals }),
    );
  }
  if (finish === undefined) {
    reasons.push(unknownCode(item.itemId, 'finish', { got: item.finish, known: tariff.finishes }));
  }
  if (metal === undefined || minorPerGram === undefined || finish === undefined) return { reasons };
  return { metal, minorPerGram, finish };
}

/** Own entries only: a customer's "constructor" is no material. */
function entryOf<T>(table: Readonly<Record<string, T>>, code: string): T | undefined {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

function unknownCode(
  itemId: string,
  what: 'material' | 'finish',
  { got, known }: { readonly got: string; readonly known: object },
): PricingReason {
  return {
    itemId,
    code: `unknown-${what}`,
    detail: `Expected ${what} to be one of ${Object.keys(known).join(', ')}, got "${got}"`,
    retriable: false,
  };
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

/** From start of manufacturing to done, one item after the other: the operator has two hands. */
function workMs(priced: PricedItem, { finish }: TariffLines, tariff: Tariff): number {
  const finishingMs = Math.round((priced.areaMm2 / 100) * finish.workMsPerCm2) * priced.quantity;
  return tariff.setupWorkMs + priced.machineTimeMs + tariff.castingWorkMs + finishingMs;
}
