import {
  TARIFF_COLLECTIONS,
  type InForceEntry,
  type PriceListKind,
  type StoredVersion,
} from '@karat/schemas';
import type { Db } from 'mongodb';

/** A version, and from when on it is, was or will be used, the latest first. */
export interface ListedVersion {
  readonly version: string;
  readonly contentHash: string;
  readonly addedAt: Date;
  readonly by: string;
  readonly usedFrom: readonly Date[];
}

/** All versions of a kind. */
export interface PriceList {
  readonly items: readonly ListedVersion[];
  /** The version that is in force; null before pricing has ever run. */
  readonly inForce: string | null;
}

/** A version with its content. */
export interface ShownVersion extends Omit<ListedVersion, 'usedFrom'> {
  readonly content: unknown;
}

/** What orders are priced by, read only: pricing itself is asked for changes. */
export interface PriceLists {
  readonly list: (kind: PriceListKind, at: number) => Promise<PriceList>;
  /** Null when there is none of this name. */
  readonly show: (kind: PriceListKind, version: string) => Promise<ShownVersion | null>;
}

/** The tariffs and metal prices in `own_pricing`. */
export function priceListsIn(pricing: Db): PriceLists {
  const inForce = pricing.collection<InForceEntry>(TARIFF_COLLECTIONS.inForce);
  const versionsOf = (kind: PriceListKind) => {
    const { tariffs, metalPrices } = TARIFF_COLLECTIONS;
    return pricing.collection<StoredVersion>(kind === 'tariff' ? tariffs : metalPrices);
  };
  return {
    list: async (kind, at) => {
      const [stored, entries] = await Promise.all([
        versionsOf(kind)
          .find({}, { projection: { content: 0 } })
          .sort({ addedAt: -1, _id: 1 })
          .toArray(),
        inForce.find({ kind }).sort({ fromAt: -1 }).toArray(),
      ]);
      const items = stored.map(({ _id, contentHash, addedAt, by }) => {
        const own = entries.filter((entry) => versionOf(entry) === _id);
        return { version: _id, contentHash, addedAt, by, usedFrom: own.map((one) => one.fromAt) };
      });
      const now = entries.find(({ fromAt }) => fromAt.getTime() <= at);
      return { items, inForce: now === undefined ? null : versionOf(now) };
    },
    show: async (kind, version) => {
      const stored = await versionsOf(kind).findOne({ _id: version });
      if (stored === null) return null;
      const { contentHash, addedAt, by } = stored;
      return { version, contentHash, addedAt, by, content: JSON.parse(stored.content) as unknown };
    },
  };
}

function versionOf({ tariffVersion, metalPricesVersion }: InForceEntry): string | null {
  return tariffVersion ?? metalPricesVersion;
}
