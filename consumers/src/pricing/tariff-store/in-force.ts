import type { MetalPrices, TariffTerms } from '../tariff/tariff.ts';
import type { InForceEntry } from '@karat/schemas';

/** The versions that hold at some time. */
export interface PairInForce {
  readonly tariffVersion: string;
  readonly metalPricesVersion: string;
}

/**
 * What holds at a time by a list of entries in any order; null before there is one of each kind.
 * An entry holds from its instant on, that instant included.
 */
export function pairAt(entries: readonly InForceEntry[], at: number): PairInForce | null {
  const last = (of: (entry: InForceEntry) => string | null): string | null =>
    entries.reduce<{ fromAt: number; version: string | null }>(
      (latest, entry) => {
        const version = of(entry);
        const fromAt = entry.fromAt.getTime();
        const isLater = version !== null && fromAt <= at && fromAt >= latest.fromAt;
        return isLater ? { fromAt, version } : latest;
      },
      { fromAt: -Infinity, version: null },
    ).version;
  const tariffVersion = last((entry) => entry.tariffVersion);
  const metalPricesVersion = last((entry) => entry.metalPricesVersion);
  if (tariffVersion === null || metalPricesVersion === null) return null;
  return { tariffVersion, metalPricesVersion };
}

/** Every pair that holds from an entry on, or later when other entries begin. */
export function pairsFrom(entries: readonly InForceEntry[], from: number): readonly PairInForce[] {
  const moments = entries.map(({ fromAt }) => fromAt.getTime()).filter((at) => at >= from);
  return [...new Set([from, ...moments])]
    .map((at) => pairAt(entries, at))
    .filter((pair) => pair !== null);
}

/** Why a tariff and metal prices cannot be used together; null when they can. */
export function mismatchOf(terms: TariffTerms, prices: MetalPrices): string | null {
  if (terms.currency === prices.currency) return null;
  return `Expected metal prices in the currency of ${terms.version}, ${terms.currency}, got ${prices.version} in ${prices.currency}`;
}

/** Metals of a tariff that have no price: orders of them are refused. */
export function unpricedMetals(terms: TariffTerms, prices: MetalPrices): readonly string[] {
  return Object.keys(terms.metals).filter((code) => !Object.hasOwn(prices.minorPerGram, code));
}
