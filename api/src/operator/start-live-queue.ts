import type { Redis } from '@karat/infra/redis';
import type { ServiceContext } from '@karat/infra/service';
import type { WorkQueue } from '../queries/work-queue.ts';
import type { WorkQueueKeys } from '../queries/work-queue-keys.ts';
import { createFeed } from './feed.ts';
import { createFeedHub } from './feed-hub.ts';
import { followFeed } from './follow-feed.ts';
import { queueStreams, type QueueStreams } from './queue-stream-route.ts';

/** What the live queue of a process is started with. */
export interface LiveQueueOptions {
  readonly redis: Redis;
  /** A connection of its own, on which reading the feed blocks. */
  readonly feedRedis: Redis;
  readonly keys: WorkQueueKeys;
  readonly queue: WorkQueue;
}

/** Starts following the feed, once for all clients of this process, until the service stops. */
export function startLiveQueue(
  { logger, telemetry, signal, fail }: ServiceContext,
  { redis, feedRedis, keys, queue }: LiveQueueOptions,
): QueueStreams {
  const feed = createFeed(redis, keys);
  const hub = createFeedHub({ queue, logger });
  followFeed({ redis: feedRedis, keys, queue, feed, hub, logger, signal }).catch(fail);
  return queueStreams({ queue, feed, hub, logger, telemetry });
}
