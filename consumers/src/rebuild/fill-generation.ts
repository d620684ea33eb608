import { setTimeout as delay } from 'node:timers/promises';
import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import type { OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import { PositionMoved, type PositionMove } from '../subscription.ts';
import { fillUnlessRefused, parkRefused } from './fill-parking.ts';
import { foldInSlices, type FoldProgress } from './fold-in-slices.ts';
import type { Lease, Leases } from './leases.ts';
import { openViewLot } from './parking-lot.ts';

/** A generation to fill, together with whoever else is at it. */
export interface FillRequest {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly generation: Generation<Versioned>;
  readonly leases: Leases;
  /** Ends the work, which others or a later start then go on with. */
  readonly signal: AbortSignal;
  /** Memory for records at most, in bytes. Default: that of the fold. */
  readonly maxHeldBytes?: number;
  /** Told how far a partition of this process is. */
  readonly onProgress: (partition: number, progress: PartitionProgress) => void;
}

/** How far the work on a partition is. */
export interface PartitionProgress {
  /** Events folded. */
  readonly events: number;
  /** The same share of the offsets of the partition. */
  readonly offset: number;
}

/** Pause between two looks at what others are doing, in ms. */
const LOOK_INTERVAL_MS = 200;

/**
 * Fills a generation from the log: partition after partition, some orders being written while the
 * next ones are folded. Processes take partitions by lease; that one is filled is told by the position stored in
 * the generation itself. Returns when all partitions are filled, by whomever.
 */
export async function fillGeneration(request: FillRequest): Promise<void> {
  const { partitions } = request.log.identity;
  const open = new Set(Array.from({ length: partitions }, (_, partition) => partition));
  const writer = createWriter();
  try {
    while (open.size > 0) {
      request.signal.throwIfAborted();
      const taken = await takeNext(request, open);
      if (taken !== null) {
        if (await fillPartition(request, taken, writer)) open.delete(taken.partition);
        continue;
      }
      await writer.idle();
      await forgetDone(request, open);
      if (open.size > 0) await delay(LOOK_INTERVAL_MS);
    }
    await writer.idle();
  } finally {
    await writer.idle().catch(() => undefined);
  }
}

interface TakenPartition {
  readonly partition: number;
  readonly lease: Lease;
}

async function takeNext(
  { leases }: FillRequest,
  open: ReadonlySet<number>,
): Promise<TakenPartition | null> {
  for (const partition of open) {
    const lease = await leases.take(String(partition));
    if (lease !== null) return { partition, lease };
  }
  return null;
}

/** What is done stays so only where its database was not dropped since: the position tells. */
async function forgetDone({ leases, generation }: FillRequest, open: Set<number>): Promise<void> {
  const done = (await leases.all()).filter(({ doneAt }) => doneAt !== null);
  const positions = await generation.positions();
  for (const { _id } of done) {
    const partition = Number(_id.split('/')[1]);
    if (positions.has(partition)) open.delete(partition);
    else await leases.reopen(String(partition));
  }
}

/** False when somebody else has taken the partition over meanwhile. */
async function fillPartition(
  request: FillRequest,
  { partition, lease }: TakenPartition,
  writer: Writer,
): Promise<boolean> {
  const { generation, log, view, onProgress, maxHeldBytes } = request;
  const stored = (await generation.positions()).get(partition) ?? 0n;
  if (stored > 0n) {
    // Whoever filled it died before saying so.
    await lease.done(lease.known);
    return true;
  }
  await generation.begin(partition);
  const lot = await openViewLot({ log, view, generation }, partition);
  const askedAt = Date.now();
  const untilOffset = await log.reader.endOf(log.topics.events, partition);
  let progress: PartitionProgress = { events: 0, offset: 0 };
  const onFolded = ({ folded, records }: FoldProgress): void => {
    const share = records === null ? 0 : folded / records;
    progress = { events: folded, offset: Math.floor(share * Number(untilOffset)) };
    lease.tell(progress);
    onProgress(partition, progress);
    request.signal.throwIfAborted();
    if (lease.lost.aborted) throw new PositionMoved({ partition, from: 0n, next: untilOffset });
  };
  const write: Writer['write'] = (task) => writer.write(() => orRelease(lease, task));
  try {
    const bounded = maxHeldBytes === undefined ? {} : { maxHeldBytes };
    const filling = { log, view, generation, partition, untilOffset, lot };
    const slices = foldInSlices({ ...filling, ...bounded, onProgress: onFolded });
    const refused = await fillSlices(generation, slices, write);
    writer.writeLater(() =>
      orRelease(lease, async () => {
        await parkRefused(filling, refused);
        await lot.store();
        await storePosition(generation, { partition, from: 0n, next: untilOffset });
        await generation.confirm([{ partition, offset: untilOffset, asOf: askedAt }]);
        progress = { ...progress, offset: Number(untilOffset) };
        await lease.done(progress);
        onProgress(partition, progress);
      }),
    );
    return true;
  } catch (error) {
    await lease.release();
    if (error instanceof PositionMoved) return false;
    throw error;
  }
}

/** Gives the keys of views that the store has refused; complete when all is written. */
async function fillSlices(
  generation: Generation<Versioned>,
  slices: AsyncIterable<ReadonlyMap<string, Versioned>>,
  write: Writer['write'],
): Promise<readonly string[]> {
  const refused: string[] = [];
  for await (const views of slices) {
    await write(async () => {
      refused.push(...(await fillUnlessRefused(generation, views)));
    });
  }
  return refused;
}

/** The position last: a generation is whole up to where it says. */
async function storePosition(generation: Generation<Versioned>, move: PositionMove): Promise<void> {
  if (move.next === 0n) return;
  try {
    await generation.write(move, []);
  } catch (error) {
    // A process that had been taken for dead was faster, with a position that holds as well.
    const stored = (await generation.positions()).get(move.partition) ?? 0n;
    if (!(error instanceof PositionMoved) || stored === 0n) throw error;
  }
}

async function orRelease(lease: Lease, task: () => Promise<void>): Promise<void> {
  try {
    await task();
  } catch (error) {
    await lease.release();
    throw error;
  }
}

interface Writer {
  /** Waits until what came before is written, begins to write, and does not wait for it. */
  readonly write: (task: () => Promise<void>) => Promise<void>;
  /** The same without waiting at all, for what takes no memory: folding goes on meanwhile. */
  readonly writeLater: (task: () => Promise<void>) => void;
  /** Waits until all is written. */
  readonly idle: () => Promise<void>;
}

function createWriter(): Writer {
  let last: Promise<void> = Promise.resolve();
  const writeLater: Writer['writeLater'] = (task) => {
    last = last.then(task);
    // It is told to whoever waits next.
    last.catch(() => undefined);
  };
  return {
    writeLater,
    write: async (task) => {
      await last;
      writeLater(task);
    },
    idle: () => last,
  };
}
