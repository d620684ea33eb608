import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES, type WorkQueueRow } from '@karat/projections';
import type { Cursor } from '../http/cursor.ts';
import { viewMissing } from './view.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';
import type { QueuePage, QueueQuery, QueueStatus } from './queue-query.ts';
import { parseWorkQueueRow } from './work-queue-row.ts';
import { readRows } from './work-queue-rows.ts';

/** How many orders there are in each status of the queue. */
export type QueueCounts = Readonly<Record<QueueStatus, number>>;

/** Reads the work queue, by urgency (`mustStartAt`, then order id) or the newest first. */
export interface WorkQueue {
  /** Which generation is live. @throws ProblemError `unavailable` while none is. */
  readonly liveGeneration: () => Promise<string>;
  readonly page: (query: QueueQuery) => Promise<QueuePage>;
  readonly counts: (generation: string) => Promise<QueueCounts>;
  /** The row of an order; null where the queue does not have it. */
  readonly row: (generation: string, orderId: string) => Promise<WorkQueueRow | null>;
}

/** The work queue in Redis. */
export function createWorkQueue(redis: Redis, keys: WorkQueueKeys): WorkQueue {
  return {
    liveGeneration: async () => {
      const generation = await redis.get(keys.active);
      if (generation === null || generation === '') throw viewMissing('work-queue');
      return generation;
    },
    page: (query) => pageOf(redis, keys, query),
    counts: async (generation) => {
      const counts = QUEUE_STATUSES.map(async (status) => {
        return [status, await redis.zcard(keys.byStatus(generation, status))] as const;
      });
      // One entry a status, by construction.
      return Object.fromEntries(await Promise.all(counts)) as QueueCounts;
    },
    row: async (generation, orderId) => {
      return parseWorkQueueRow(await redis.hget(keys.rows(generation), orderId));
    },
  };
}

async function pageOf(redis: Redis, keys: WorkQueueKeys, query: QueueQuery): Promise<QueuePage> {
  const places = await placesAfter(redis, keys, query);
  const shown = places.slice(0, query.limit);
  const ids = shown.map(({ id }) => id);
  const rows = await readRows(redis, keys.rows(query.generation), ids);
  return {
    // A row that moved on between the two reads is in another status now.
    rows: rows.filter(({ status }) => status === query.status),
    next: places.length > query.limit ? (shown.at(-1) ?? null) : null,
  };
}

/**
 * One place more than asked for, to know whether there are more. Members of one score are sorted by
 * id, so those up to the cursor's are skipped.
 */
async function placesAfter(
  redis: Redis,
  keys: WorkQueueKeys,
  { generation, status, sort, limit, after }: QueueQuery,
): Promise<readonly Cursor[]> {
  const setOf = sort === 'newest' ? keys.newest : keys.byStatus;
  const key = setOf(generation, status);
  const from = after === null ? '-inf' : String(after.sortValue);
  const places: Cursor[] = [];
  for (let offset = 0; places.length <= limit; offset += limit + 1) {
    const found = await redis.zrangebyscore(
      key,
      from,
      '+inf',
      'WITHSCORES',
      'LIMIT',
      offset,
      limit + 1,
    );
    places.push(...pairsOf(found).filter((place) => after === null || isBehind(place, after)));
    if (found.length < 2 * (limit + 1)) break;
  }
  return places;
}

function pairsOf(found: readonly string[]): readonly Cursor[] {
  return found.flatMap((id, index) => {
    return index % 2 === 0 ? [{ id, sortValue: Number(found[index + 1]) }] : [];
  });
}

function isBehind(place: Cursor, after: Cursor): boolean {
  return place.sortValue > after.sortValue || place.id > after.id;
}
