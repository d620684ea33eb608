import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@karat/infra/logger';
import type { Redis } from '@karat/infra/redis';
import { ProblemError } from '../http/problem-error.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import type { WorkQueueKeys } from '../queries/work-queue-keys.ts';
import type { FeedHub } from './feed-hub.ts';
import { entriesOf, type Feed, type StreamEntries } from './feed.ts';

/** Settings of {@link followFeed}. */
export interface FollowFeedOptions {
  /** A connection of its own: reading blocks it. */
  readonly redis: Redis;
  readonly keys: WorkQueueKeys;
  readonly queue: WorkQueue;
  readonly feed: Feed;
  readonly hub: FeedHub;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** How long one read waits for a change, in ms; as often it is asked which generation is live. */
const BLOCK_MS = 1_000;
const ENTRIES_AT_MOST = 1_000;
const PAUSE_AFTER_FAILURE_MS = 1_000;

/** Reads the live feed until the signal, once for all clients; a failure is logged and tried again. */
export async function followFeed(options: FollowFeedOptions): Promise<void> {
  const { logger, signal, hub } = options;
  let place: Place | null = null;
  while (!signal.aborted) {
    try {
      place = await step(options, place);
    } catch (error) {
      if (hasStopped(signal)) return;
      // A queue that is not built yet is nothing to wake anybody for.
      logger[error instanceof ProblemError ? 'debug' : 'warn']({ error }, 'feed not read');
      // What changed meanwhile may be past; clients begin again from what is stored.
      if (place !== null) hub.reset();
      place = null;
      await delay(PAUSE_AFTER_FAILURE_MS, null, { signal }).catch(() => null);
    }
  }
}

/** A function, because the compiler believes that the signal stays as the loop found it. */
function hasStopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

interface Place {
  readonly generation: string;
  readonly entryId: string;
}

async function step(options: FollowFeedOptions, place: Place | null): Promise<Place> {
  const { queue, feed, hub } = options;
  const generation = await queue.liveGeneration();
  if (place?.generation !== generation) {
    const entryId = await feed.end(generation);
    if (place !== null) hub.reset();
    return { generation, entryId };
  }
  const found = await readBlocking(options, place);
  const last = found.at(-1)?.[0];
  if (last === undefined) return place;
  hub.take(generation, entriesOf(found));
  return { generation, entryId: last };
}

async function readBlocking(
  { redis, keys }: FollowFeedOptions,
  { generation, entryId }: Place,
): Promise<StreamEntries> {
  const reply = await redis.xread(
    'COUNT',
    ENTRIES_AT_MOST,
    'BLOCK',
    BLOCK_MS,
    'STREAMS',
    keys.feed(generation),
    entryId,
  );
  return reply?.[0]?.[1] ?? [];
}
