import type { LogConnection } from '@karat/infra/log-connection';
import type { PartitionProgress } from './fill-generation.ts';
import type { LeaseDocument, Leases } from './leases.ts';
import { logEnds } from './log-ends.ts';

/** How far a rebuild has come, by all processes together. */
export interface RebuildProgress {
  readonly partitionsDone: number;
  readonly partitions: number;
  readonly events: number;
  /** Offsets done, of `total`, which is the sum of the ends of the partitions. */
  readonly read: number;
  readonly total: number;
}

/** Adds up what this process does and what the others have told. */
export interface ProgressBook {
  readonly note: (partition: number, progress: PartitionProgress) => void;
  readonly close: () => void;
}

/** Others are asked this often, in ms. */
const ASK_INTERVAL_MS = 1_000;

/** How far a rebuild is, as the leases tell it. */
export async function progressOf(log: LogConnection, leases: Leases): Promise<RebuildProgress> {
  return sumOf(await logEnds(log), await leases.all(), new Map());
}

/** Keeps telling how far a rebuild is while it is under way. */
export async function openProgressBook(
  log: LogConnection,
  leases: Leases,
  onProgress: (progress: RebuildProgress) => void,
): Promise<ProgressBook> {
  const ends = await logEnds(log);
  const own = new Map<number, PartitionProgress>();
  let told = await leases.all();
  const timer = setInterval(() => {
    leases.all().then(
      (found) => {
        told = found;
        onProgress(sumOf(ends, told, own));
      },
      // Nobody but the eye of the reader is waiting for this.
      () => undefined,
    );
  }, ASK_INTERVAL_MS);
  return {
    note: (partition, progress) => {
      own.set(partition, progress);
      onProgress(sumOf(ends, told, own));
    },
    close: () => {
      clearInterval(timer);
    },
  };
}

function sumOf(
  ends: readonly number[],
  told: readonly LeaseDocument[],
  own: ReadonlyMap<number, PartitionProgress>,
): RebuildProgress {
  const known = new Map(told.map((lease) => [Number(lease._id.split('/')[1]), lease]));
  const parts = ends.map((end, partition) => {
    const lease = known.get(partition);
    const progress = own.get(partition) ?? lease ?? { events: 0, offset: 0 };
    const isDone = (lease?.doneAt ?? null) !== null || progress.offset >= end;
    return { events: progress.events, read: isDone ? end : progress.offset, isDone };
  });
  const sum = (pick: (part: (typeof parts)[number]) => number) => {
    return parts.reduce((total, part) => total + pick(part), 0);
  };
  return {
    partitionsDone: parts.filter(({ isDone }) => isDone).length,
    partitions: ends.length,
    events: sum(({ events }) => events),
    read: sum(({ read }) => read),
    total: ends.reduce((total, end) => total + end, 0),
  };
}
