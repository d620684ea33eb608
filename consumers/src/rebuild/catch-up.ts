import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { writeChanges } from '../projector/write-changes.ts';
import { OrdersFailed, type PositionMove } from '../subscription.ts';
import { eventsFrom } from './fold-partition.ts';
import { openViewLot, type ParkingLot } from './parking-lot.ts';
import { projectParking, type BatchToProject } from './project-parking.ts';

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
  let from = begin;
  let count = 0;
  const lot = await openViewLot({ log, view, generation }, partition);
  for await (const events of eventsFrom({ log, partition, untilOffset: null, lot }, begin)) {
    signal.throwIfAborted();
    const next = BigInt(lot.batch().at(-1)?.offset ?? from) + 1n;
    await writeBatch({ view, lot, events }, generation, { partition, from, next });
    from = next;
    count += events.length;
    onEvents?.(events.length);
  }
  return count;
}

/** Parks before the position passes what waits; a refused document parks its order, too. */
async function writeBatch(
  batch: BatchToProject & { readonly lot: ParkingLot },
  generation: Generation<Versioned>,
  move: PositionMove,
): Promise<void> {
  const { lot, view } = batch;
  for (;;) {
    const projected = await projectParking(batch, async (keys) => {
      return (await generation.read(move.partition, keys)).views;
    });
    await lot.store();
    try {
      await writeChanges({ ...projected, projection: view.projection, generation, move });
      return;
    } catch (error) {
      if (!(error instanceof OrdersFailed)) throw error;
      lot.fail(lot.batch(), error.failures);
    }
  }
}
