import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES, workQueue, type WorkQueueRow } from '@karat/projections';
import { viewMissing } from './view.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';
import type { QueueCounts, QueuePage, QueueQuery } from './queue-query.ts';
import { readQueuePage } from './read-queue-page.ts';
import { parseWorkQueueRow } from './work-queue-row.ts';

/** Reads the work queue, by urgency (`mustStartAt`, then order id) or the newest first. */
export interface WorkQueue {
  /** Which generation is live. @throws ProblemError `unavailable` while none is. */
  readonly liveGeneration: () => Promise<string>;
  /** A page of a generation, live or not. */
  readonly page: (query: QueueQuery) => Promise<QueuePage>;
  /** A page of the live generation. @throws ProblemError `unavailable` while none is. */
  readonly livePage: (query: Omit<QueueQuery, 'generation'>) => Promise<LivePage>;
  readonly counts: (generation: string) => Promise<QueueCounts>;
  /** The row of an order; null where the queue does not have it. */
  readonly row: (generation: string, orderId: string) => Promise<WorkQueueRow | null>;
}

/** A page of the generation that was live at the moment of reading. */
export interface LivePage extends Omit<QueuePage, 'live'> {
  readonly generation: string;
}

/** Readings of one page, if a rebuild switches the queue under each of them. */
const MAX_READINGS = 3;

interface LiveReading {
  readonly redis: Redis;
  readonly keys: WorkQueueKeys;
  /** What the last reading has found. */
  readonly lastLive: { generation: string | null };
}

/** The work queue in Redis. */
export function createWorkQueue(redis: Redis, keys: WorkQueueKeys): WorkQueue {
  const reading = { redis, keys, lastLive: { generation: null } };
  return {
    liveGeneration: async () => {
      const generation = await redis.get(keys.active);
      if (generation === null || generation === '') throw viewMissing(workQueue.name);
      return generation;
    },
    page: (query) => readQueuePage(redis, keys, query),
    livePage: (query) => livePage(reading, query),
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

/**
 * Tries the generation that was live last: nearly always that is one round trip. What is live is
 * said in the same moment as the rows, so a queue that is lost is never shown as an empty one.
 */
async function livePage(
  { redis, keys, lastLive }: LiveReading,
  query: Omit<QueueQuery, 'generation'>,
): Promise<LivePage> {
  let generation = lastLive.generation ?? (await redis.get(keys.active));
  for (let reading = 1; reading <= MAX_READINGS && generation !== null; reading += 1) {
    const { live, ...page } = await readQueuePage(redis, keys, { ...query, generation });
    lastLive.generation = live;
    if (live === generation) return { ...page, generation };
    generation = live;
  }
  throw viewMissing(workQueue.name);
}
