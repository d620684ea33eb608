import type { PriceListKind } from '@karat/schemas';
import { TARIFF_2026_11 } from '../tariff/tariff-2026-11.ts';
import type { Doorway } from '../tariff/figure-door.ts';
import { parseMetalPrices, parseTariff } from '../tariff/parse-tariff.ts';
import { seedTariff } from './seed-tariff.ts';
import type { TariffAuditLog } from './tariff-audit.ts';
import type { TariffStore } from './tariff-store.ts';
import { rehearseUse, useVersion, type UseOutcome } from './use-version.ts';
import type { AddOutcome, Versions } from './versions.ts';

/** Somebody who changes what orders are priced by. */
export interface VersionChange {
  readonly kind: PriceListKind;
  readonly store: TariffStore;
  readonly audit: TariffAuditLog;
  /** When it is asked for; a change that is made again after a crash has the same. */
  readonly askedAt: Date;
  /** When it is made, epoch milliseconds. */
  readonly now: number;
  /** Who asks, as role:id. */
  readonly by: string;
  /** Whether only to say what would become of it. */
  readonly isDryRun: boolean;
}

/** What became of an addition, also in the answer of a job; this is a format. */
export interface AnsweredAddition {
  readonly outcome: AddOutcome['outcome'] | 'refused';
  readonly version: string | null;
  readonly contentHash: string | null;
  readonly reasons: readonly string[];
}

/** What became of a use; also a format. */
export interface AnsweredUse extends UseOutcome {
  readonly version: string;
  readonly fromAt: Date;
}

/** Adds a version with this content, unless there is one with other content. */
export async function addVersion(
  { kind, store, audit, askedAt, by, isDryRun }: VersionChange,
  given: unknown,
): Promise<AnsweredAddition> {
  const add = async <T extends { readonly version: string }>(
    versions: Versions<T>,
    parsed: Doorway<T>,
  ): Promise<AnsweredAddition> => {
    if (!parsed.ok) return refused(parsed.faults);
    const content = parsed.value;
    const { version, contentHash, outcome } = await versions.rehearse(content);
    if (isDryRun) return answered({ version, contentHash, outcome });
    const change = {
      action: `${kind}.add`,
      by,
      at: askedAt,
      version,
      contentHash,
      fromAt: null,
    } as const;
    return answered(
      await audit.around(change, () => versions.add({ content, addedAt: askedAt, by })),
    );
  };
  return kind === 'tariff'
    ? add(store.tariffs, parseTariff(given))
    : add(store.metalPrices, parseMetalPrices(given));
}

/** Puts a version in force from a time on. */
export async function putVersionInForce(
  { kind, store, audit, askedAt, now, by, isDryRun }: VersionChange,
  { version, fromAt }: { readonly version: string; readonly fromAt: Date },
): Promise<AnsweredUse> {
  const request = { kind, version, fromAt, addedAt: askedAt, now: new Date(now), by };
  if (isDryRun) return { ...(await rehearseUse(store, request)), version, fromAt };
  // Else the first to be used would be the only one of its time.
  await seedTariff(store, TARIFF_2026_11, askedAt);
  const change = { action: `${kind}.use`, by, at: askedAt, version } as const;
  const used = await audit.around({ ...change, contentHash: null, fromAt }, () =>
    useVersion(store, request),
  );
  return { ...used, version, fromAt };
}

function refused(reasons: readonly string[]): AnsweredAddition {
  return { outcome: 'refused', version: null, contentHash: null, reasons };
}

function answered(added: AddOutcome): AnsweredAddition {
  const { outcome, version } = added;
  const differs = `Expected ${version} with the content that it was added with, got other; take a new version`;
  return { ...added, reasons: outcome === 'different' ? [differs] : [] };
}
