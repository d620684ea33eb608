import { setTimeout as delay } from 'node:timers/promises';
import type { Versioned } from '@karat/projections';
import type { StoredCopy } from '../projector/stored-copy.ts';
import type { Generation } from '../projector/view-store.ts';
import { differenceOf, differingFields, type Difference } from '../verify/difference.ts';

/** How a new generation differs from the live one. */
export interface GenerationDifference {
  /** Documents that both have at the same version. */
  readonly compared: number;
  /** Documents that differ, are missing in the live one, or are in it without events. */
  readonly differing: number;
  readonly missing: number;
  readonly extra: number;
  /** How many documents differ in which field. */
  readonly fields: Readonly<Record<string, number>>;
  /** Documents that went on meanwhile, so that the two could not be compared. */
  readonly moved: number;
  /** Twenty at most; never personal data in clear. */
  readonly examples: readonly Difference[];
}

/** The generations to compare. */
export interface CompareRequest {
  readonly fresh: Generation<Versioned>;
  readonly live: Generation<Versioned>;
  /** Folds the new one on to the end of the log. */
  readonly catchUp: () => Promise<unknown>;
}

const MAX_EXAMPLES = 20;
/** Documents that moved are looked at again, so many of them. */
const MAX_UNCERTAIN = 10_000;

/**
 * Compares all documents of two generations, a batch at a time, so that it takes no memory. The live
 * one may be folded on meanwhile: whoever moved, or came, is looked at again in the end.
 */
export async function compareGenerations(request: CompareRequest): Promise<GenerationDifference> {
  const { fresh, live } = request;
  const tally = createTally();
  const uncertain = new Set<string>();
  // The new one stands still meanwhile: what the live one lacks that has passed it, it lacks indeed.
  const isLevel = await awaitPositions(live, await fresh.positions());
  let inBoth = 0;
  for await (const batch of fresh.copies()) {
    const stored = await live.copiesOf(batch.map(({ key }) => key));
    inBoth += stored.size;
    for (const copy of batch) {
      const other = stored.get(copy.key);
      if (other !== undefined && copy.isSameAs(other)) tally.same();
      else if (!compareViews(tally, isLevel, [copy, other])) uncertain.add(copy.key);
    }
    tally.overflow(uncertain);
  }
  // Nearly never: what the live one has beyond that has come meanwhile, or should not be there.
  if ((await live.count()) !== inBoth) {
    for await (const keys of live.keys()) {
      const known = await fresh.copiesOf(keys);
      for (const key of keys) if (!known.has(key)) uncertain.add(key);
      tally.overflow(uncertain);
    }
  }
  await settle(request, { uncertain, isLevel }, tally);
  return tally.result();
}

/** Looks into what is stored in other words; false where one has moved, so that nothing is certain. */
function compareViews(
  tally: Tally,
  isLevel: boolean,
  [copy, other]: readonly [StoredCopy<Versioned>, StoredCopy<Versioned> | undefined],
): boolean {
  const [expected, found] = [copy.open(), other?.open() ?? null];
  const isCertain = found === null ? isLevel : found.version === expected.version;
  if (isCertain) tally.compare(copy.key, expected, found);
  return isCertain;
}

interface Unsettled {
  readonly uncertain: ReadonlySet<string>;
  /** Whether the live one had passed the new one before it was read. */
  readonly isLevel: boolean;
}

/** Looks again at what moved, after the new one has been folded on to where the live one stood. */
async function settle(
  { fresh, live, catchUp }: CompareRequest,
  { uncertain, isLevel }: Unsettled,
  tally: Tally,
): Promise<void> {
  if (uncertain.size === 0) return;
  const seen = await readKeys(live, [...uncertain]);
  await catchUp();
  const expected = await readKeys(fresh, [...uncertain]);
  for (const key of uncertain) {
    const [wanted, found] = [expected.get(key) ?? null, seen.get(key) ?? null];
    const hasMoved = wanted !== null && found !== null && wanted.version !== found.version;
    if (hasMoved || (found === null && !isLevel)) tally.move();
    else tally.compare(key, wanted, found);
  }
}

const LEVEL_MS = 5_000;
const LOOK_MS = 50;

/** Whether a generation reaches these positions in time; one that stands still never does. */
async function awaitPositions(
  generation: Generation<Versioned>,
  wanted: ReadonlyMap<number, bigint>,
): Promise<boolean> {
  const deadline = performance.now() + LEVEL_MS;
  for (;;) {
    const positions = await generation.positions();
    if ([...wanted].every(([partition, offset]) => (positions.get(partition) ?? 0n) >= offset)) {
      return true;
    }
    if (performance.now() > deadline) return false;
    await delay(LOOK_MS);
  }
}

const KEYS_AT_ONCE = 1_000;

async function readKeys(
  generation: Generation<Versioned>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Versioned>> {
  const found = new Map<string, Versioned>();
  for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
    const { views } = await generation.read(0, keys.slice(start, start + KEYS_AT_ONCE));
    for (const [key, view] of views) found.set(key, view);
  }
  return found;
}

interface Tally {
  readonly same: () => void;
  readonly compare: (key: string, expected: Versioned | null, stored: Versioned | null) => void;
  readonly move: () => void;
  /** Forgets the oldest of too many keys: they count as moved. */
  readonly overflow: (keys: Set<string>) => void;
  readonly result: () => GenerationDifference;
}

function createTally(): Tally {
  const counts = { compared: 0, differing: 0, missing: 0, extra: 0, moved: 0 };
  const fields: Record<string, number> = {};
  const examples: Difference[] = [];
  return {
    same: () => {
      counts.compared += 1;
    },
    compare: (key, expected, stored) => {
      const difference = differenceOf(key, expected, stored);
      if (expected !== null && stored !== null) counts.compared += 1;
      if (difference === null) return;
      counts.differing += 1;
      if (examples.length < MAX_EXAMPLES) examples.push(difference);
      if (expected === null) counts.extra += 1;
      else if (stored === null) counts.missing += 1;
      else {
        for (const field of differingFields(expected, stored)) {
          fields[field] = (fields[field] ?? 0) + 1;
        }
      }
    },
    move: () => {
      counts.moved += 1;
    },
    overflow: (keys) => {
      for (const key of keys) {
        if (keys.size <= MAX_UNCERTAIN) return;
        keys.delete(key);
        counts.moved += 1;
      }
    },
    result: () => ({ ...counts, fields, examples }),
  };
}
