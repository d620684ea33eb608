import type { ParkedOrder } from './parked-order.ts';

/** What a subscription knows of one partition since it has joined the group. */
export interface PartitionLane {
  readonly partition: number;
  /** Runs work on the partition one after the other: batches, and what the poll finds to do. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
  /** Pieces of work in progress or waiting. */
  readonly pending: () => number;
  /** Whether the stored position has been loaded since the join. */
  taken: boolean;
  /** The stored position: next offset, 0 when there is none. */
  stored: bigint;
  /** When the last record that has its effect was written, epoch ms; null before the first. */
  storedAsOf: number | null;
  /** Next offset to handle; ahead of `stored` where the log holds nothing for us. */
  next: bigint;
  /** Copy of the store that the two below were loaded from; see `StoredParking`. */
  scope: string;
  /** The parked orders of the partition, by order id. */
  readonly parked: Map<string, ParkedOrder>;
  /** Offsets of records that are stepped over. */
  readonly skipped: Set<bigint>;
  /** Whether a request upon a parked order is being carried out. */
  tending: boolean;
  /** The offset that was sought last; null when a batch has come since. */
  sought: bigint | null;
  /** How often it was sought: what was fetched before the last time is from another place. */
  seeks: number;
  /** Failures since the last success. */
  failures: number;
  /** Ends the pause; null when the partition is not paused. */
  resume: NodeJS.Timeout | null;
  /** Time of the oldest record that waits, epoch ms; null when nothing does. */
  behindSince: number | null;
}

/** The lane of a partition that was just assigned. */
export function createPartitionLane(partition: number): PartitionLane {
  let tail: Promise<void> = Promise.resolve();
  let pending = 0;
  return {
    partition,
    run: (work) => {
      pending += 1;
      const done = tail.then(work).finally(() => {
        pending -= 1;
      });
      tail = done.catch(() => undefined);
      return done;
    },
    pending: () => pending,
    taken: false,
    stored: 0n,
    storedAsOf: null,
    next: 0n,
    scope: '',
    parked: new Map(),
    skipped: new Set(),
    tending: false,
    sought: null,
    seeks: 0,
    failures: 0,
    resume: null,
    behindSince: null,
  };
}
