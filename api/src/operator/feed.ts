import type { Redis } from '@karat/infra/redis';
import type { WorkQueueRow } from '@karat/projections';
import type { WorkQueueKeys } from '../queries/work-queue-keys.ts';
import { parseWorkQueueRow } from '../queries/work-queue-row.ts';
import { compareEntryIds, FEED_START } from './feed-id.ts';

/** A change of the queue, in the order in which changes were written. */
export interface FeedEntry {
  readonly entryId: string;
  readonly row: WorkQueueRow;
}

/** Reads the feed that the projection writes beside the queue. */
export interface Feed {
  /** The place after the last entry. */
  readonly end: (generation: string) => Promise<string>;
  /** What came after a place; null when the feed does not reach back that far, or never was there. */
  readonly since: (generation: string, entryId: string) => Promise<readonly FeedEntry[] | null>;
}

/** A reply of `XRANGE` or of one stream in `XREAD`. */
export type StreamEntries = readonly (readonly [entryId: string, fields: readonly string[]])[];

/** The feed in Redis. */
export function createFeed(redis: Redis, keys: WorkQueueKeys): Feed {
  return {
    end: async (generation) => (await extentOf(redis, keys.feed(generation))).end,
    since: async (generation, entryId) => {
      const key = keys.feed(generation);
      const { start, end } = await extentOf(redis, key);
      const isInside = compareEntryIds(entryId, start) >= 0 && compareEntryIds(entryId, end) <= 0;
      if (!isInside) return null;
      return entriesOf(await redis.xrange(key, `(${entryId}`, '+'));
    },
  };
}

/** The changes in a reply of Redis. */
export function entriesOf(entries: StreamEntries): readonly FeedEntry[] {
  return entries.flatMap(([entryId, fields]) => {
    const row = parseWorkQueueRow(fields[fields.indexOf('row') + 1]);
    return row === null ? [] : [{ entryId, row }];
  });
}

interface Extent {
  /** Id of the oldest entry still there. */
  readonly start: string;
  /** Id of the last entry ever written. */
  readonly end: string;
}

async function extentOf(redis: Redis, key: string): Promise<Extent> {
  const [first, last] = await Promise.all([
    redis.xrange(key, '-', '+', 'COUNT', 1),
    redis.xrevrange(key, '+', '-', 'COUNT', 1),
  ]);
  return { start: first[0]?.[0] ?? FEED_START, end: last[0]?.[0] ?? FEED_START };
}
