import type { QUEUE_STATUSES, WorkQueueRow } from '@karat/projections';
import type { Cursor } from '../http/cursor.ts';

/** A status of the queue. */
export type QueueStatus = (typeof QUEUE_STATUSES)[number];

/** How the queue can be sorted. */
export type QueueSort = 'urgency' | 'newest';

/** How many orders there are in each status of the queue. */
export type QueueCounts = Readonly<Record<QueueStatus, number>>;

/** A page of the queue in one status, and what stands beside it, all of one moment. */
export interface QueuePage {
  /** The generation that is live; null where none is. */
  readonly live: string | null;
  readonly rows: readonly WorkQueueRow[];
  /** Where it goes on; null at the end. */
  readonly next: Cursor | null;
  readonly counts: QueueCounts;
}

/** What is asked of the queue. */
export interface QueueQuery {
  readonly generation: string;
  readonly status: QueueStatus;
  /** The most urgent first, or the one first that came into the status last. */
  readonly sort: QueueSort;
  /** Rows at most. */
  readonly limit: number;
  /** The row to go on after; null for the head. */
  readonly after: Cursor | null;
}
