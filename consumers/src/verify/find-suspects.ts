import { viewKeyOf, type Versioned } from '@karat/projections';
import { createFingerprintMap, type FingerprintMap } from '../check/fingerprint-map.ts';
import { eachAtOnce } from '../each-at-once.ts';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { openViewLot } from '../rebuild/parking-lot.ts';
import { foldInSlices } from '../rebuild/fold-in-slices.ts';
import { keptOf } from './check-orders.ts';
import { differenceOf } from './difference.ts';
import type { HistoryLog } from './read-histories.ts';
import { createSuspects, type Suspects } from './suspects.ts';

/** What a comparison of everything with the log has come to. */
export interface Compared {
  /** Documents stored. */
  readonly documents: number;
  /** Orders to be looked at one by one: they differ, or went on meanwhile. */
  readonly suspects: Suspects;
  /** Documents that differ and are too many to be looked at. */
  readonly leftOut: number;
}

const PARTITIONS_AT_ONCE = 2;
const KEYS_AT_ONCE = 1_000;

/**
 * Folds the log anew up to the stored positions, so many orders at a time that they fit into memory, and compares what comes of
 * it with what is stored. Of what was compared only fingerprints are kept, to find what is stored
 * without any event.
 */
export async function findSuspects(
  log: HistoryLog,
  view: OpenView,
  generation: Generation<Versioned>,
): Promise<Compared> {
  const known = createFingerprintMap();
  const suspects = createSuspects();
  let leftOut = 0;
  const suspect = (key: string): void => {
    if (!suspects.add(key)) leftOut += 1;
  };
  const positions = [...(await generation.positions())];
  await eachAtOnce(positions, PARTITIONS_AT_ONCE, async ([partition, untilOffset]) => {
    // What waits is compared as it stood before the record that it is parked on.
    const lot = await openViewLot({ log, view, generation }, partition);
    for await (const views of foldInSlices({ log, view, partition, untilOffset, lot })) {
      await compareSlice({ view, generation, views, known, suspect });
    }
  });
  let documents = 0;
  for await (const batch of generation.all()) {
    documents += batch.length;
    for (const [key] of batch) if (known.get(key) === null) suspect(key);
  }
  return { documents, suspects, leftOut };
}

interface Comparing {
  readonly view: OpenView;
  readonly generation: Generation<Versioned>;
  readonly views: ReadonlyMap<string, Versioned>;
  readonly known: FingerprintMap;
  readonly suspect: (key: string) => void;
}

async function compareSlice(comparing: Comparing): Promise<void> {
  const { view, generation, views, known, suspect } = comparing;
  const keys = [...views.keys()];
  for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
    const some = keys.slice(start, start + KEYS_AT_ONCE);
    const stored = (await generation.read(0, some)).views;
    for (const key of some) {
      known.set(key, 1);
      const folded = views.get(key) ?? null;
      const isView = key === viewKeyOf(key);
      const expected = folded && isView ? keptOf(view.projection, folded) : folded;
      if (differenceOf(key, expected, stored.get(key) ?? null) !== null) suspect(key);
    }
  }
}
