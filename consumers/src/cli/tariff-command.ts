import { PlatformError } from '@karat/infra/errors';
import { pairAt, type PairInForce } from '../pricing/tariff-store/in-force.ts';
import type { InForceEntry, PriceListKind } from '../pricing/tariff-store/stored-version.ts';
import { seedTariff } from '../pricing/tariff-store/seed-tariff.ts';
import type { TariffAuditLog } from '../pricing/tariff-store/tariff-audit.ts';
import type { TariffStore } from '../pricing/tariff-store/tariff-store.ts';
import {
  LEAD_MS,
  rehearseUse,
  useVersion,
  type UseOutcome,
} from '../pricing/tariff-store/use-version.ts';
import type { AddOutcome, Versions } from '../pricing/tariff-store/versions.ts';
import type { Doorway } from '../pricing/tariff/figure-door.ts';
import { parseMetalPrices, parseTariff } from '../pricing/tariff/parse-tariff.ts';
import { TARIFF_2026_11 } from '../pricing/tariff/tariff-2026-11.ts';
import type { TariffAddArguments, TariffUseArguments } from './add-tariff-commands.ts';
import { readInput } from './read-input.ts';

/** What the subcommands work with. */
export interface TariffContext {
  readonly kind: PriceListKind;
  readonly store: TariffStore;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The versions of a kind as they are printed; with `--json` as they are, so this is a format. */
export interface ListedVersions {
  readonly versions: readonly {
    readonly version: string;
    readonly contentHash: string;
    readonly addedAt: Date;
    readonly by: string;
    /** Since when it is, was or will be used, the latest first. */
    readonly usedFrom: readonly Date[];
  }[];
  /** What is in force now; null while nothing is. */
  readonly inForce: PairInForce | null;
}

/** A version with its content; also a format. */
export interface ShownVersion {
  readonly version: string;
  readonly contentHash: string;
  readonly addedAt: Date;
  readonly by: string;
  readonly content: unknown;
}

/** What became of an addition; also a format. */
export interface PrintedAddition {
  readonly outcome: AddOutcome['outcome'] | 'refused';
  readonly version: string | null;
  readonly contentHash: string | null;
  readonly reasons: readonly string[];
}

/** What became of a use; also a format. */
export interface PrintedUse extends UseOutcome {
  readonly version: string;
  readonly fromAt: Date;
}

/** All versions of a kind. */
export async function listVersions({ kind, store, now }: TariffContext): Promise<ListedVersions> {
  const entries = await store.entries();
  const versions = (await versionsOf(kind, store).all()).map(({ _id, ...rest }) => ({
    version: _id,
    ...rest,
    usedFrom: entries.filter((entry) => versionIn(entry, kind) === _id).map((one) => one.fromAt),
  }));
  return { versions, inForce: pairAt(entries, now) };
}

/**
 * A version with its content.
 * @throws `invalid-argument` when there is none.
 */
export async function showVersion(
  { kind, store }: TariffContext,
  version: string,
): Promise<ShownVersion> {
  const found = await versionsOf(kind, store).find(version);
  if (found === null) {
    throw new PlatformError('invalid-argument', `Expected a version of ${kind}, got ${version}`);
  }
  const { contentHash, addedAt, by } = found.stored;
  return { version, contentHash, addedAt, by, content: found.content };
}

/** Adds the version in a file, unless there is one with other content. */
export async function addVersion(
  { kind, store, now, audit }: TariffContext & { readonly audit: TariffAuditLog },
  file: string,
  options: TariffAddArguments,
): Promise<PrintedAddition> {
  const given = parsedJson(file, (await readInput(file)).toString('utf8'));
  const change = {
    action: `${kind}.add`,
    by: `operator:${options.as}`,
    at: new Date(now),
  } as const;
  const add = async <T extends { readonly version: string }>(
    versions: Versions<T>,
    parsed: Doorway<T>,
  ): Promise<PrintedAddition> => {
    if (!parsed.ok) return refusedAddition(parsed.faults);
    const content = parsed.value;
    const { version, contentHash, outcome } = await versions.rehearse(content);
    if (options.dryRun) return printedAddition({ version, contentHash, outcome });
    const addition = { content, addedAt: change.at, by: change.by };
    return printedAddition(
      await audit.around({ ...change, version, contentHash, fromAt: null }, () =>
        versions.add(addition),
      ),
    );
  };
  return kind === 'tariff'
    ? add(store.tariffs, parseTariff(given))
    : add(store.metalPrices, parseMetalPrices(given));
}

/** Puts a version in force from a time on. */
export async function putVersionInForce(
  { kind, store, now, audit }: TariffContext & { readonly audit: TariffAuditLog },
  version: string,
  { from, as, dryRun }: TariffUseArguments,
): Promise<PrintedUse> {
  const fromAt = new Date(from ?? now + LEAD_MS);
  const [addedAt, by] = [new Date(now), `operator:${as}`];
  const request = { kind, version, fromAt, addedAt, by };
  if (dryRun) return { ...(await rehearseUse(store, request)), version, fromAt };
  // Else the first to be used would be the only one of its time.
  await seedTariff(store, TARIFF_2026_11, addedAt);
  const change = { action: `${kind}.use`, by, at: addedAt, version } as const;
  const used = await audit.around({ ...change, contentHash: null, fromAt }, () =>
    useVersion(store, request),
  );
  return { ...used, version, fromAt };
}

function versionsOf(kind: PriceListKind, { tariffs, metalPrices }: TariffStore) {
  return kind === 'tariff' ? tariffs : metalPrices;
}

function versionIn(entry: InForceEntry, kind: PriceListKind): string | null {
  return kind === 'tariff' ? entry.tariffVersion : entry.metalPricesVersion;
}

function parsedJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlatformError('invalid-argument', `Expected JSON in ${file}, got other`, { cause });
  }
}

function refusedAddition(reasons: readonly string[]): PrintedAddition {
  return { outcome: 'refused', version: null, contentHash: null, reasons };
}

function printedAddition(added: AddOutcome): PrintedAddition {
  const { outcome, version } = added;
  const differs = `Expected ${version} with the content that it was added with, got other; take a new version`;
  return { ...added, reasons: outcome === 'different' ? [differs] : [] };
}
