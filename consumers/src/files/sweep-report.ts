import type { ObjectKey, Tier } from '@karat/infra/object-store';

/** Why files that no order refers to were left where they are. */
export type HoldBack =
  'behind' | 'orders-parked' | 'records-skipped' | 'too-many-undecided-commands';

/** What a sweep has found in one tier; `files` is the sum of the three after it but bytes. */
export interface SweptTier {
  readonly tier: Tier;
  readonly files: number;
  readonly bytes: number;
  readonly inPlace: number;
  /** Belonged into another tier, and were brought there unless it was a dry run. */
  readonly misplaced: number;
  readonly unreferenced: number;
}

/** What became of files that no order refers to; `found` is the sum of the four after it. */
export interface SweptOrphans {
  readonly found: number;
  /** Stored too short a time ago: the command that attaches them may still come. */
  readonly young: number;
  /** Removed; in a dry run those that would have been. */
  readonly swept: number;
  /** Left because it is not certain that no order refers to them, see the reason. */
  readonly heldBack: number;
  /** Turned out at the last look to be referred to, stored again or at work with somebody. */
  readonly spared: number;
  readonly sweptBytes: number;
  /** Some of those that were removed. */
  readonly examples: readonly ObjectKey[];
}

/** What a sweep has found and done; with `--json` it is printed as it is, so this is a format. */
export interface SweepReport {
  readonly isDryRun: boolean;
  /** Null when nothing was held back. */
  readonly heldBackFor: HoldBack | null;
  readonly tiers: readonly SweptTier[];
  readonly orphans: SweptOrphans;
  /** Abandoned uploads that were removed; 0 in a dry run, which does not look for them. */
  readonly uploadsSwept: number;
}

/** The report before anything was looked at. */
export const NOTHING_SWEPT: SweptOrphans = {
  found: 0,
  young: 0,
  swept: 0,
  heldBack: 0,
  spared: 0,
  sweptBytes: 0,
  examples: [],
};

const MAX_EXAMPLES = 20;

/** Two parts of a report of orphans as one. */
export function sumOfOrphans(a: SweptOrphans, b: SweptOrphans): SweptOrphans {
  return {
    found: a.found + b.found,
    young: a.young + b.young,
    swept: a.swept + b.swept,
    heldBack: a.heldBack + b.heldBack,
    spared: a.spared + b.spared,
    sweptBytes: a.sweptBytes + b.sweptBytes,
    examples: [...a.examples, ...b.examples].slice(0, MAX_EXAMPLES),
  };
}
