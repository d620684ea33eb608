import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import { viewKeyOf, type Versioned } from '@karat/projections';
import { partitionOf, type ReadEvent } from '@karat/schemas';
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
    for (const [key, stored] of batch) {
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

/** Folds on, record by record, up to the version that each of these documents has. */
async function compareMoved(
  { log, view, folded }: Verifying,
  moved: ReadonlyMap<string, Versioned>,
): Promise<readonly Difference[]> {
  const { partitions } = log.identity;
  const furthest = furthestOf(moved);
  const touched = new Set([...furthest.keys()].map((orderId) => partitionOf(orderId, partitions)));
  // An entry is stored before its view: what was read of the view may be older than the entry.
  const met = new Map<string, Versioned>();
  for (const partition of touched) {
    const from = folded.positions.get(partition) ?? 0n;
    for await (const events of eventsFrom({ log, partition, untilOffset: null }, from)) {
      const wanted = events.filter((event) => event.version <= (furthest.get(event.orderId) ?? 0));
      for (const record of byRecord(wanted)) {
        await foldInto(folded.views, { view }, record);
        for (const { orderId, version } of record.slice(0, 1)) {
          const reached = moved.get(orderId)?.version === version && folded.views.get(orderId);
          if (reached) met.set(orderId, reached);
        }
      }
    }
  }
  const expectedOf = (key: string) => met.get(key) ?? folded.views.get(key) ?? null;
  return [...moved].flatMap(([key, stored]) => {
    return differenceOf(key, keptOf(view.projection, expectedOf(key)), stored) ?? [];
  });
}

/** The last version of each order that has to be folded to compare these documents. */
function furthestOf(moved: ReadonlyMap<string, Versioned>): ReadonlyMap<string, number> {
  const furthest = new Map<string, number>();
  for (const [key, { version }] of moved) {
    const orderId = viewKeyOf(key);
    furthest.set(orderId, Math.max(version, furthest.get(orderId) ?? 0));
  }
  return furthest;
}

/** The events of each record, in order. */
function byRecord(events: readonly ReadEvent[]): readonly (readonly ReadEvent[])[] {
  const records = new Map<string, ReadEvent[]>();
  for (const event of events) {
    const record = records.get(event.offset);
    if (record === undefined) records.set(event.offset, [event]);
    else record.push(event);
  }
  return [...records.values()];
}

function keptOf(projection: OpenView['projection'], view: Versioned | null): Versioned | null {
  return view === null ? null : (projection.keptOf?.(view) ?? view);
}
