import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import { partitionOf } from '@karat/schemas';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { eventsFrom, foldInto, foldPartition } from '../rebuild/fold-partition.ts';
import { differenceOf, type Difference } from './difference.ts';

/** What a comparison with the log has come to. */
export interface Verified {
  readonly view: string;
  readonly generation: string;
  /** Documents stored. */
  readonly documents: number;
  readonly equal: boolean;
  readonly differences: readonly Difference[];
}

const PARTITIONS_AT_ONCE = 2;

/**
 * Folds the log anew up to the stored positions and compares every document with what is stored,
 * and what is stored beside them. The projector may go on meanwhile: a document that has moved on
 * is compared at the version that it has reached.
 * @throws `invariant-violated` when the view has no live generation.
 */
export async function verifyView(log: LogConnection, view: OpenView): Promise<Verified> {
  const { store, projection } = view;
  const active = await store.active();
  if (active === null) {
    const message = `Expected a live generation of ${projection.name}, got none: rebuild it`;
    throw new PlatformError('invariant-violated', message);
  }
  const generation = store.generation(active);
  const folded = await foldToPositions(log, view, await generation.positions());
  const { documents, moved, differences } = await compareAll(view, generation, folded);
  const late = await compareMoved({ log, view, folded }, moved);
  const misplaced = (await generation.faults()).map(({ key, detail }): Difference => ({
    key,
    kind: 'misplaced',
    details: [detail],
  }));
  const all = [...differences, ...late, ...misplaced];
  const name = projection.name;
  return { view: name, generation: active, documents, equal: all.length === 0, differences: all };
}

interface Folded {
  readonly views: Map<string, Versioned>;
  readonly positions: ReadonlyMap<number, bigint>;
}

async function foldToPositions(
  log: LogConnection,
  view: OpenView,
  positions: ReadonlyMap<number, bigint>,
): Promise<Folded> {
  const views = new Map<string, Versioned>();
  await eachAtOnce([...positions], PARTITIONS_AT_ONCE, async ([partition, untilOffset]) => {
    const folded = await foldPartition({ log, view, partition, untilOffset });
    for (const [key, value] of folded.views) views.set(key, value);
  });
  return { views, positions };
}

interface Compared {
  readonly documents: number;
  /** Documents that are further than the positions that were read before. */
  readonly moved: ReadonlyMap<string, Versioned>;
  readonly differences: readonly Difference[];
}

async function compareAll(
  { projection }: OpenView,
  generation: Generation<Versioned>,
  { views }: Folded,
): Promise<Compared> {
  const missing = new Set(views.keys());
  const moved = new Map<string, Versioned>();
  const differences: (Difference | null)[] = [];
  let documents = 0;
  for await (const batch of generation.all()) {
    for (const stored of batch) {
      const key = keyOf(stored);
      documents += 1;
      missing.delete(key);
      const whole = views.get(key) ?? null;
      if (stored.version > (whole?.version ?? 0)) moved.set(key, stored);
      else differences.push(differenceOf(key, keptOf(projection, whole), stored));
    }
  }
  for (const key of missing) {
    differences.push(differenceOf(key, keptOf(projection, views.get(key) ?? null), null));
  }
  return { documents, moved, differences: differences.filter((found) => found !== null) };
}

interface Verifying {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly folded: Folded;
}

/** Folds on, up to the version that each of these documents has. */
async function compareMoved(
  { log, view, folded }: Verifying,
  moved: ReadonlyMap<string, Versioned>,
): Promise<readonly Difference[]> {
  const { partitions } = log.identity;
  const { projection } = view;
  const touched = new Set([...moved.keys()].map((key) => partitionOf(key, partitions)));
  for (const partition of touched) {
    const from = folded.positions.get(partition) ?? 0n;
    for await (const events of eventsFrom({ log, partition, untilOffset: null }, from)) {
      const wanted = events.filter(({ orderId, version }) => {
        return version <= (moved.get(orderId)?.version ?? 0);
      });
      await foldInto(folded.views, { view }, wanted);
    }
  }
  return [...moved].flatMap(([key, stored]) => {
    const expected = keptOf(projection, folded.views.get(key) ?? null);
    return differenceOf(key, expected, stored) ?? [];
  });
}

function keptOf(projection: OpenView['projection'], view: Versioned | null): Versioned | null {
  return view === null ? null : (projection.keptOf?.(view) ?? view);
}

/** Every view of today is keyed by its order. */
function keyOf(view: Versioned): string {
  return 'orderId' in view ? String(view.orderId) : '';
}
