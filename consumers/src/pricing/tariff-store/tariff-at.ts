import { PlatformError } from '@karat/infra/errors';
import type { Tariff } from '../tariff/tariff.ts';
import { mismatchOf, type PairInForce } from './in-force.ts';
import type { TariffStore } from './tariff-store.ts';

/** Tariffs as pricing reads them. */
export interface TariffReader {
  /**
   * The tariff that held at a time in epoch milliseconds, always the same for the same time.
   * @throws `invariant-violated` while nothing is in force, or when a version is missing or changed.
   */
  readonly at: (at: number) => Promise<Tariff>;
  /** A tariff by its versions; null when one of them is not there. */
  readonly of: (pair: PairInForce) => Promise<Tariff | null>;
}

/** Reads tariffs of a store; what was read is kept, because a version never changes. */
export function createTariffReader(store: TariffStore): TariffReader {
  const known = new Map<string, Tariff>();
  const of = async (pair: PairInForce): Promise<Tariff | null> => {
    const key = JSON.stringify([pair.tariffVersion, pair.metalPricesVersion]);
    const kept = known.get(key);
    if (kept !== undefined) return kept;
    const tariff = await load(store, pair);
    if (tariff === null) return null;
    if (known.size >= MAX_KEPT) known.clear();
    known.set(key, tariff);
    return tariff;
  };
  return {
    of,
    at: async (at) => {
      const pair = await store.pairAt(at);
      const tariff = pair === null ? null : await of(pair);
      if (tariff !== null) return tariff;
      const got = pair === null ? 'none' : JSON.stringify(pair);
      const message = `Expected a tariff at ${new Date(at).toISOString()}, got ${got}`;
      throw new PlatformError('invariant-violated', message, { context: { at } });
    },
  };
}

/** Pairs kept at most; a day has one of them as a rule, and each is a few kilobytes. */
const MAX_KEPT = 1_000;

async function load(
  store: TariffStore,
  { tariffVersion, metalPricesVersion }: PairInForce,
): Promise<Tariff | null> {
  const [terms, prices] = await Promise.all([
    store.tariffs.find(tariffVersion),
    store.metalPrices.find(metalPricesVersion),
  ]);
  if (terms === null || prices === null) return null;
  const mismatch = mismatchOf(terms.content, prices.content);
  if (mismatch !== null) throw new PlatformError('invariant-violated', mismatch);
  return { ...terms.content, metalPrices: prices.content };
}
