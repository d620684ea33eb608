import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import { newGenerationId } from '../projector/generation-id.ts';
import { keysOf, projectEvents } from '../projector/project-events.ts';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { eachAtOnce } from '../each-at-once.ts';
import { eventsFrom, foldPartition } from './fold-partition.ts';

/** How far a rebuild has come. */
export interface RebuildProgress {
  readonly partitionsDone: number;
  readonly partitions: number;
  readonly events: number;
}

/** Settings of {@link rebuildView}. */
export interface RebuildOptions {
  readonly log: LogConnection;
  readonly view: OpenView;
  /** Whether to fold and compare only. */
  readonly isDryRun: boolean;
  readonly onProgress: (progress: RebuildProgress) => void;
}

/** What a rebuild has come to. */
export interface Rebuilt {
  readonly view: string;
  /** The new generation; null after a dry run. */
  readonly generation: string | null;
  /** The generation that was live before; null when there was none. */
  readonly previous: string | null;
  readonly events: number;
  /** Documents that the events give. */
  readonly documents: number;
  /** Documents in the generation that was live; null when there was none. */
  readonly documentsBefore: number | null;
  readonly switched: boolean;
  readonly elapsedMs: number;
}

/** Each partition is held in memory while it is folded, and each read takes a thread. */
const PARTITIONS_AT_ONCE = 2;

/**
 * Folds a view anew from the first event, into a generation beside the live one, and makes it live
 * at one stroke; the projector notices and goes on from its positions. Nobody has to be stopped,
 * and no reader sees a view that is half built.
 */
export async function rebuildView(options: RebuildOptions): Promise<Rebuilt> {
  const { view, isDryRun } = options;
  const { store, projection } = view;
  const startedAt = performance.now();
  const previous = await store.active();
  const documentsBefore = previous === null ? null : await store.generation(previous).count();
  const id = newGenerationId();
  const counted = isDryRun ? await foldAll(options, null) : await build(options, id);
  return {
    view: projection.name,
    generation: isDryRun ? null : id,
    previous,
    ...counted,
    documentsBefore,
    switched: !isDryRun,
    elapsedMs: Math.round(performance.now() - startedAt),
  };
}

interface Counted {
  readonly events: number;
  readonly documents: number;
}

async function build(options: RebuildOptions, id: string): Promise<Counted> {
  const { store } = options.view;
  const generation = store.generation(id);
  try {
    await generation.prepare();
    const counted = await foldAll(options, generation);
    const events = counted.events + (await catchUp(options, generation));
    await store.activate(id);
    return { events, documents: await generation.count() };
  } catch (error) {
    await store.drop(id);
    throw error;
  }
}

async function foldAll(
  { log, view, onProgress }: RebuildOptions,
  generation: Generation<Versioned> | null,
): Promise<Counted> {
  const partitions = partitionsOf(log);
  const counted = { events: 0, documents: 0, partitionsDone: 0 };
  const tell = (): void => {
    const { events, partitionsDone } = counted;
    onProgress({ events, partitionsDone, partitions: partitions.length });
  };
  await eachAtOnce(partitions, PARTITIONS_AT_ONCE, async (partition) => {
    const onEvents = (count: number): void => {
      counted.events += count;
      tell();
    };
    const folded = await foldPartition({ log, view, partition, untilOffset: null, onEvents });
    const { views, nextOffset } = folded;
    await generation?.begin(partition);
    await generation?.fill(views);
    // The position last: a generation is whole up to where it says.
    if (nextOffset > 0n) await generation?.write({ partition, from: 0n, next: nextOffset }, []);
    counted.documents += views.size;
    counted.partitionsDone += 1;
    tell();
  });
  return counted;
}

/** So many events at the end of the log are left to the projector: it needs a moment for them. */
const FEW_EVENTS = 100;
const MAX_PASSES = 10;

/** Folds what was written meanwhile, so that no reader sees an order go back at the switch. */
async function catchUp(
  options: RebuildOptions,
  generation: Generation<Versioned>,
): Promise<number> {
  let total = 0;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const positions = await generation.positions();
    let events = 0;
    for (const partition of partitionsOf(options.log)) {
      const from = positions.get(partition) ?? 0n;
      events += await catchUpPartition(options, generation, { partition, from });
    }
    total += events;
    if (events <= FEW_EVENTS) break;
  }
  return total;
}

async function catchUpPartition(
  { log, view }: RebuildOptions,
  generation: Generation<Versioned>,
  { partition, from: begin }: { readonly partition: number; readonly from: bigint },
): Promise<number> {
  const { projection, openCustomers } = view;
  let from = begin;
  let count = 0;
  for await (const events of eventsFrom({ log, partition, untilOffset: null }, begin)) {
    const projected = await openCustomers(events);
    const { views } = await generation.read(partition, keysOf(projection, projected));
    const next = BigInt(events.at(-1)?.offset ?? from) + 1n;
    const changes = projectEvents(projection, views, projected);
    await generation.write({ partition, from, next }, changes);
    from = next;
    count += events.length;
  }
  return count;
}

function partitionsOf({ identity }: LogConnection): readonly number[] {
  return Array.from({ length: identity.partitions }, (_, partition) => partition);
}
