import { PlatformError } from '@karat/infra/errors';
import type { Redis } from '@karat/infra/redis';
import { workQueue } from '@karat/projections';
import { createViewClock, type ViewClock, type ViewPosition } from './view-clock.ts';
import type { WorkQueue } from './work-queue.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/** What the clock of the work queue reads. */
export interface WorkQueueClockOptions {
  readonly redis: Redis;
  readonly keys: WorkQueueKeys;
  readonly queue: Pick<WorkQueue, 'liveGeneration'>;
}

/** Tells how far the work queue in Redis is. */
export function workQueueClock({ redis, keys, queue }: WorkQueueClockOptions): ViewClock {
  return createViewClock(workQueue.name, async () => {
    const generation = await queue.liveGeneration();
    const [stored, asOf] = await Promise.all([
      redis.hgetall(keys.positions(generation)),
      redis.hgetall(keys.asOf(generation)),
    ]);
    const positions = Object.entries(stored).map(([partition, text]) => {
      return [Number(partition), positionOf(text, asOf[partition])] as const;
    });
    return { generation, positions: new Map(positions) };
  });
}

function positionOf(text: string, asOf: string | undefined): ViewPosition {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'incarnation' in value && 'offset' in value) {
    return {
      incarnation: String(value.incarnation),
      nextOffset: BigInt(String(value.offset)),
      asOf: asOf === undefined ? null : Number(asOf),
    };
  }
  throw new PlatformError('undecodable', `Expected {incarnation, offset}, got ${text}`);
}
