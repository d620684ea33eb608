import { PlatformError } from '@karat/infra/errors';
import type { InForceEntry, PriceListKind } from '@karat/schemas';
import {
  addVersion,
  putVersionInForce,
  type AnsweredAddition,
  type AnsweredUse,
} from '../pricing/tariff-store/change-versions.ts';
import { pairAt, type PairInForce } from '../pricing/tariff-store/in-force.ts';
import type { TariffAuditLog } from '../pricing/tariff-store/tariff-audit.ts';
import type { TariffStore } from '../pricing/tariff-store/tariff-store.ts';
import { LEAD_MS } from '../pricing/tariff-store/use-version.ts';
import type { TariffAddArguments, TariffUseArguments } from './add-tariff-commands.ts';
import { readInput } from './read-input.ts';

/** What the subcommands work with. */
export interface TariffContext {
  readonly kind: PriceListKind;
  readonly store: TariffStore;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The same with where changes are noted. */
export interface AuditedContext extends TariffContext {
  readonly audit: TariffAuditLog;
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
export async function addFromFile(
  context: AuditedContext,
  file: string,
  { as, dryRun }: TariffAddArguments,
): Promise<AnsweredAddition> {
  const given = parsedJson(file, (await readInput(file)).toString('utf8'));
  return await addVersion(changeOf(context, as, dryRun), given);
}

/** Puts a version in force from a time on. */
export async function useFrom(
  context: AuditedContext,
  version: string,
  { from, as, dryRun }: TariffUseArguments,
): Promise<AnsweredUse> {
  const fromAt = new Date(from ?? context.now + LEAD_MS);
  return await putVersionInForce(changeOf(context, as, dryRun), { version, fromAt });
}

function changeOf(context: AuditedContext, as: string, isDryRun: boolean) {
  return { ...context, askedAt: new Date(context.now), by: `operator:${as}`, isDryRun };
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
