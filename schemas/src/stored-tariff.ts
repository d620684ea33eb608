/** What has versions: the terms of tariffs, and snapshots of metal prices. */
export type PriceListKind = 'tariff' | 'metal-prices';

/** Names of the collections in `own_pricing`. */
export const TARIFF_COLLECTIONS = {
  tariffs: 'tariffs',
  metalPrices: 'metal_prices',
  inForce: 'tariff_in_force',
} as const;

/**
 * A version as it is stored in `own_pricing.tariffs` or `own_pricing.metal_prices`. It is inserted
 * once and never changed. This is a format.
 */
export interface StoredVersion {
  /** The version. */
  readonly _id: string;
  /** JSON text: a database that orders fields or forbids names must not change what was hashed. */
  readonly content: string;
  /** SHA-256 of the content in hex, whatever the order of its keys. */
  readonly contentHash: string;
  readonly addedAt: Date;
  /** Who added it, as role:id. */
  readonly by: string;
}

/** From when on a version is used: a document of `own_pricing.tariff_in_force`, inserted once. A format. */
export interface InForceEntry {
  /** `<kind>:<fromAt in epoch milliseconds>`, so that a moment has one version of each kind. */
  readonly _id: string;
  readonly kind: PriceListKind;
  readonly fromAt: Date;
  /** Null where the entry is about metal prices: the tariff goes on as it was. */
  readonly tariffVersion: string | null;
  /** Null where the entry is about a tariff. */
  readonly metalPricesVersion: string | null;
  readonly addedAt: Date;
  /** Who put it in force, as role:id. */
  readonly by: string;
}

/** The entry that puts a version in force. */
export function inForceEntry(
  { kind, version }: { readonly kind: PriceListKind; readonly version: string },
  { fromAt, addedAt, by }: Pick<InForceEntry, 'fromAt' | 'addedAt' | 'by'>,
): InForceEntry {
  return {
    _id: `${kind}:${String(fromAt.getTime())}`,
    kind,
    fromAt,
    tariffVersion: kind === 'tariff' ? version : null,
    metalPricesVersion: kind === 'metal-prices' ? version : null,
    addedAt,
    by,
  };
}

/** What a job `<kind>.add` asks for, in `own_operations.jobs`. This is a format. */
export interface TariffAddRequest {
  /** The terms of a tariff, or a snapshot of metal prices; whoever adds it looks at it. */
  readonly content: unknown;
  /** Whether only to say what would become of it. */
  readonly isDryRun: boolean;
}

/** What a job `<kind>.use` asks for. Also a format. */
export interface TariffUseRequest {
  readonly version: string;
  /** Since when, RFC 3339. */
  readonly fromAt: string;
  readonly isDryRun: boolean;
}
