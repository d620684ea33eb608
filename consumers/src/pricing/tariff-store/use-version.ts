import { mismatchOf, pairsFrom, unpricedMetals, type PairInForce } from './in-force.ts';
import { inForceEntry, type InForceEntry, type PriceListKind } from '@karat/schemas';
import type { TariffStore } from './tariff-store.ts';

/** Somebody's wish to put a version in force. */
export interface UseRequest {
  readonly kind: PriceListKind;
  readonly version: string;
  readonly fromAt: Date;
  /** When it is asked for. */
  readonly addedAt: Date;
  /** When it is looked at: what is asked for may have to wait. */
  readonly now: Date;
  /** Who asks, as role:id. */
  readonly by: string;
}

/** What became, or would become, of the wish. */
export interface UseOutcome {
  readonly outcome: 'in-force' | 'no-change' | 'refused';
  /** Every reason of a refusal. */
  readonly reasons: readonly string[];
  /** What somebody should look at although it is done. */
  readonly warnings: readonly string[];
}

/**
 * How long before its time a version has to be put in force, ms. A price is made of what held when
 * its order was submitted; a version that came into force backwards, or while clocks differ, could
 * give one submission two prices.
 */
export const LEAD_MS = 60_000;

/** What stands against putting a version in force, and what to look at; changes nothing. */
export async function rehearseUse(store: TariffStore, request: UseRequest): Promise<UseOutcome> {
  const { kind, version, fromAt } = request;
  const versions = kind === 'tariff' ? store.tariffs : store.metalPrices;
  if ((await versions.find(version)) === null) {
    return refusal([`Expected a version of ${kind} that was added, got ${version}`]);
  }
  const entry = inForceEntry(request, request);
  const existing = await store.findEntry(entry._id);
  if (existing !== null) return compared(existing, entry);
  const entries = [...(await store.entries()), entry];
  // Later entries go on with what this one puts in force, so their pairs change, too.
  const pairs = pairsFrom(entries, fromAt.getTime());
  const { mismatches, warnings } = await examinePairs(store, pairs);
  const reasons = [...leadFaults(request), ...mismatches];
  return reasons.length > 0 ? refusal(reasons) : { outcome: 'in-force', reasons, warnings };
}

/** Puts a version in force from a time on, unless something stands against it. */
export async function useVersion(store: TariffStore, request: UseRequest): Promise<UseOutcome> {
  const rehearsed = await rehearseUse(store, request);
  if (rehearsed.outcome !== 'in-force') return rehearsed;
  const entry = inForceEntry(request, request);
  if (await store.putInForce(entry)) return rehearsed;
  // Somebody else was first with this moment.
  const existing = await store.findEntry(entry._id);
  return existing === null ? rehearsed : compared(existing, entry);
}

function leadFaults({ fromAt, now }: UseRequest): readonly string[] {
  const earliest = new Date(now.getTime() + LEAD_MS);
  if (fromAt >= earliest) return [];
  const [expected, got] = [earliest, fromAt].map((time) => time.toISOString());
  return [
    `Expected a time from ${String(expected)}, for prices made before stay, got ${String(got)}`,
  ];
}

async function examinePairs(store: TariffStore, pairs: readonly PairInForce[]) {
  const mismatches = new Set<string>();
  const warnings = new Set<string>();
  for (const { tariffVersion, metalPricesVersion } of pairs) {
    const terms = await store.tariffs.find(tariffVersion);
    const prices = await store.metalPrices.find(metalPricesVersion);
    if (terms === null || prices === null) continue;
    const mismatch = mismatchOf(terms.content, prices.content);
    if (mismatch !== null) mismatches.add(mismatch);
    for (const metal of unpricedMetals(terms.content, prices.content)) {
      warnings.add(`${metalPricesVersion} has no price of ${metal}, orders of it are refused`);
    }
  }
  return { mismatches: [...mismatches], warnings: [...warnings] };
}

function compared(existing: InForceEntry, entry: InForceEntry): UseOutcome {
  const [is, wanted] = [existing, entry].map((one) => one.tariffVersion ?? one.metalPricesVersion);
  if (is === wanted) {
    // The same wish again, after a crash: it is what put the version in force.
    const isOwn = existing.by === entry.by && +existing.addedAt === +entry.addedAt;
    return { outcome: isOwn ? 'in-force' : 'no-change', reasons: [], warnings: [] };
  }
  const since = entry.fromAt.toISOString();
  return refusal([
    `Expected a time that nothing begins at yet, got ${since}, when ${String(is)} does`,
  ]);
}

function refusal(reasons: readonly string[]): UseOutcome {
  return { outcome: 'refused', reasons, warnings: [] };
}
