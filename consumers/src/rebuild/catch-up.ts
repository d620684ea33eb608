import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import { keysOf, projectEvents } from '../projector/project-events.ts';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { eventsFrom } from './fold-partition.ts';

/** A generation that lies behind the log, and that nobody else writes to. */
export interface CatchUpRequest {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly generation: Generation<Versioned>;
  readonly signal: AbortSignal;
  /** Told of the events as they are folded. Default: nothing. */
  readonly onEvents?: (count: number) => void;
}

/** So many events at the end of the log are few enough to be folded in a moment. */
const FEW_EVENTS = 100;
const MAX_PASSES = 10;

/** Folds what was written meanwhile, again and again until only little comes; gives how many. */
export async function catchUp(request: CatchUpRequest): Promise<number> {
  let total = 0;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const events = await catchUpOnce(request);
    total += events;
    if (events <= FEW_EVENTS) break;
  }
  return total;
}

/** Folds every partition up to the end that it has when its turn comes; gives how many events. */
export async function catchUpOnce(request: CatchUpRequest): Promise<number> {
  const positions = await request.generation.positions();
  const { partitions } = request.log.identity;
  let events = 0;
  for (let partition = 0; partition < partitions; partition += 1) {
    const from = positions.get(partition) ?? 0n;
    events += await catchUpPartition(request, { partition, from });
  }
  return events;
}

async function catchUpPartition(
  { log, view, generation, signal, onEvents }: CatchUpRequest,
  { partition, from: begin }: { readonly partition: number; readonly from: bigint },
): Promise<number> {
  const { projection, openCustomers } = view;
  let from = begin;
  let count = 0;
  for await (const events of eventsFrom({ log, partition, untilOffset: null }, begin)) {
    signal.throwIfAborted();
    const projected = await openCustomers(events);
    const { views } = await generation.read(partition, keysOf(projection, projected));
    const next = BigInt(events.at(-1)?.offset ?? from) + 1n;
    await generation.write(
      { partition, from, next },
      projectEvents(projection, views, { events: projected, skipped: [] }),
    );
    from = next;
    count += events.length;
    onEvents?.(events.length);
  }
  return count;
}
