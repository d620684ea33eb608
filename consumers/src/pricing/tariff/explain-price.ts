import type { OrderItem, PriceBasis, PriceCalculated, PricedItem } from '@karat/schemas';
import { explainItem, type ExplainedItem } from './explain-item.ts';
import { basisOf, linesFor, type OrderTerms } from './price-basis.ts';
import type { Tariff } from './tariff.ts';

/** A recorded price made again. `--json` prints it, so this is a format. */
export interface ExplainedPrice {
  readonly submissionNo: number;
  readonly currency: string;
  readonly tariffVersion: string;
  readonly metalPricesVersion: string;
  readonly rush: boolean;
  readonly sellerId: string | null;
  /** Epoch milliseconds. */
  readonly validUntil: number;
  readonly items: readonly ExplainedItem[];
  readonly totalMinor: number;
  readonly estimatedWorkMs: number;
  /** Why it is not the same; empty when it is, to the cent and the millisecond. */
  readonly differences: readonly string[];
  readonly equal: boolean;
}

/** What a recorded price is explained from. */
export interface PriceToExplain {
  readonly price: PriceCalculated;
  /** The pieces as submitted. */
  readonly items: readonly OrderItem[];
  readonly terms: OrderTerms;
  /** The tariff that the price names, for prices made before figures were recorded; null without. */
  readonly tariff: Tariff | null;
}

/** Makes a recorded price again from the event, and says whether it comes out the same. */
export function explainPrice({ price, items, terms, tariff }: PriceToExplain): ExplainedPrice {
  const explained = price.items.map((priced) => {
    const basis = priced.basis ?? basisFrom(priced, items, tariff && { ...terms, tariff });
    return basis === null ? priced.itemId : explainItem(priced, basis);
  });
  const again = explained.filter((one) => typeof one !== 'string');
  const unknown = explained.filter((one) => typeof one === 'string');
  const totalMinor = again.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const estimatedWorkMs = again.reduce((sum, { workMs }) => sum + workMs, 0);
  const differences = [
    ...unknown.map((itemId) => `Expected the figures that ${itemId} was priced with, got none`),
    ...again.flatMap((item) => item.differences.map((one) => `${item.itemId}: ${one}`)),
    ...different('totalMinor', price.totalMinor, totalMinor),
    ...different('estimatedWorkMs', price.estimatedWorkMs, estimatedWorkMs),
  ];
  const { submissionNo, currency, tariffVersion, metalPricesVersion, validUntil } = price;
  return {
    ...{ submissionNo, currency, tariffVersion, metalPricesVersion, ...terms, validUntil },
    ...{ items: again, totalMinor, estimatedWorkMs, differences, equal: differences.length === 0 },
  };
}

function basisFrom(
  { itemId }: PricedItem,
  items: readonly OrderItem[],
  terms: (OrderTerms & { readonly tariff: Tariff }) | null,
): PriceBasis | null {
  const item = items.find((one) => one.itemId === itemId);
  const lines = item === undefined || terms === null ? null : linesFor(item, terms.tariff);
  return item === undefined || terms === null || lines === null
    ? null
    : basisOf(item, lines, terms);
}

function different(what: string, recorded: number, again: number): readonly string[] {
  if (recorded === again) return [];
  return [`Expected ${what} ${String(recorded)} as recorded, got ${String(again)}`];
}
