import type { Difference } from './difference.ts';

/** What to do about what differs, beside telling of it: nothing, say what would be done, or do it. */
export type RepairMode = 'none' | 'rehearse' | 'repair';

/** What was found. */
export interface TallyResult {
  /** Documents that differ, and places beside them that are wrong. */
  readonly differing: number;
  /** How many of these were put right. */
  readonly repaired: number;
  /** The first thousand of them. */
  readonly differences: readonly Difference[];
}

/** Counts what differs, and puts it right where that is asked for. */
export interface Tally {
  /** Takes a difference, and what puts it right; that gives false when somebody was faster. */
  readonly found: (
    difference: Difference,
    repair: (() => Promise<boolean>) | null,
  ) => Promise<void>;
  /** Counts what differs and is not looked at any closer. */
  readonly leaveOut: (count: number) => void;
  readonly result: () => TallyResult;
}

const MAX_DIFFERENCES = 1_000;

/** Nothing found yet. */
export function createTally(mode: RepairMode): Tally {
  const differences: Difference[] = [];
  let differing = 0;
  let repaired = 0;
  const repairedBy = async (repair: (() => Promise<boolean>) | null) => {
    if (mode === 'none' || repair === null) return {};
    if (mode === 'rehearse') return { repair: 'would' } as const;
    const isDone = await repair();
    if (isDone) repaired += 1;
    return { repair: isDone ? 'done' : 'overtaken' } as const;
  };
  return {
    found: async (difference, repair) => {
      differing += 1;
      const told = { ...difference, ...(await repairedBy(repair)) };
      if (differences.length < MAX_DIFFERENCES) differences.push(told);
    },
    leaveOut: (count) => {
      differing += count;
    },
    result: () => ({ differing, repaired, differences }),
  };
}
