import type { QUEUE_STATUSES, WorkQueueRow } from '@karat/projections';
import type { Cursor } from '../http/cursor.ts';

/** A status of the queue. */
export type QueueStatus = (typeof QUEUE_STATUSES)[number];

/** How the queue can be sorted. */
export type QueueSort = 'urgency' | 'newest';

/** A page of the queue in one status. */
export interface QueuePage {
  readonly rows: readonly WorkQueueRow[];
  /** Where it goes on; null at the end. */
  readonly next: Cursor | null;
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
