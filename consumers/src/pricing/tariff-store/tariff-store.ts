import type { Collection, Db } from 'mongodb';
import { parseMetalPrices, parseTariff } from '../tariff/parse-tariff.ts';
import type { MetalPrices, TariffTerms } from '../tariff/tariff.ts';
import type { PairInForce } from './in-force.ts';
import {
  TARIFF_COLLECTIONS,
  type InForceEntry,
  type PriceListKind,
  type StoredVersion,
} from '@karat/schemas';
import { DURABLE, isDuplicate, openVersions, type Versions } from './versions.ts';

/** The tariffs and metal prices in `own_pricing`, and which of them hold when. Nothing is ever changed. */
export interface TariffStore {
  readonly tariffs: Versions<TariffTerms>;
  readonly metalPrices: Versions<MetalPrices>;
  readonly ensureIndexes: () => Promise<void>;
  /** Adds an entry; false when its moment has one of the kind already, which stays. */
  readonly putInForce: (entry: InForceEntry) => Promise<boolean>;
  readonly findEntry: (id: string) => Promise<InForceEntry | null>;
  /** All entries, the one that holds last first. */
  readonly entries: () => Promise<readonly InForceEntry[]>;
  /** What holds at a time in epoch milliseconds; null while the store is empty. */
  readonly pairAt: (at: number) => Promise<PairInForce | null>;
}

/** Opens the tariffs of a database. */
export function openTariffStore(db: Db): TariffStore {
  const names = TARIFF_COLLECTIONS;
  const inForce = db.collection<InForceEntry>(names.inForce);
  return {
    tariffs: openVersions(db.collection<StoredVersion>(names.tariffs), parseTariff),
    metalPrices: openVersions(db.collection<StoredVersion>(names.metalPrices), parseMetalPrices),
    ensureIndexes: async () => {
      await inForce.createIndex({ kind: 1, fromAt: -1 });
    },
    putInForce: async (entry) => {
      try {
        await inForce.insertOne(entry, DURABLE);
        return true;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return false;
      }
    },
    findEntry: (_id) => inForce.findOne({ _id }),
    entries: () => inForce.find().sort({ fromAt: -1, kind: 1 }).toArray(),
    pairAt: async (at) => {
      const [tariff, prices] = await Promise.all([
        lastOf(inForce, 'tariff', at),
        lastOf(inForce, 'metal-prices', at),
      ]);
      const tariffVersion = tariff?.tariffVersion ?? null;
      const metalPricesVersion = prices?.metalPricesVersion ?? null;
      if (tariffVersion === null || metalPricesVersion === null) return null;
      return { tariffVersion, metalPricesVersion };
    },
  };
}

/** One look-up by the index, however many years of daily prices there are. */
function lastOf(
  inForce: Collection<InForceEntry>,
  kind: PriceListKind,
  at: number,
): Promise<InForceEntry | null> {
  return inForce.findOne({ kind, fromAt: { $lte: new Date(at) } }, { sort: { fromAt: -1 } });
}
