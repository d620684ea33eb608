import type { Redis } from '@karat/infra/redis';
import { workQueue, type WorkQueueRow } from '@karat/projections';
import { endedKeys } from './ended-orders.ts';
import { newGenerationId } from './generation-id.ts';
import { createRedisGeneration, type RedisGenerationOptions } from './redis-generation.ts';
import { HOLD, SWITCH, WITHDRAW } from './redis-switch-scripts.ts';
import { notHeld, type ViewStore } from './view-store.ts';
import {
  activeKey,
  nextKey,
  previousKey,
  workQueueKeys,
  type WorkQueueKeys,
} from './work-queue-keys.ts';

const KEYS_AT_ONCE = 1_000;

/** The work queue in Redis; the name of the live generation is a key of its own. */
export function createRedisViewStore(options: RedisGenerationOptions): ViewStore<WorkQueueRow> {
  const { redis, environment, incarnation } = options;
  const activeName = activeKey(environment);
  const previousName = previousKey(environment);
  const nextName = nextKey(environment);

  const drop = (id: string) => dropKeys(redis, workQueueKeys(environment, id));
  const active = async (): Promise<string | null> => {
    const id = await redis.get(activeName);
    return id !== null && (await isOfThisLog(options, id)) ? id : null;
  };
  return {
    active,
    live: async () => {
      const [id, isHeld] = await Promise.all([active(), redis.exists(nextName)]);
      return { id, isHeld: isHeld === 1 };
    },
    previous: () => redis.get(previousName),
    begin: async () => {
      const id = newGenerationId();
      const found = await redis.get(activeName);
      if (found !== null && !(await isOfThisLog(options, found))) {
        await redis.set(activeName, id);
        await drop(found);
        return id;
      }
      await redis.set(activeName, id, 'NX');
      return (await redis.get(activeName)) ?? id;
    },
    holdFor: async (id, holdMs) => {
      return (await redis.eval(HOLD, 1, nextName, id, String(holdMs))) === 1;
    },
    activate: async (id) => {
      const isFree = (await active()) === null;
      const names = [activeName, previousName, nextName];
      const superseded = await redis.eval(SWITCH, 3, ...names, id, isFree ? '1' : '0');
      if (!Array.isArray(superseded)) throw notHeld(workQueue.name, id);
      for (const name of superseded) await drop(String(name));
    },
    withdraw: async (id) => {
      await redis.eval(WITHDRAW, 1, activeName, id);
    },
    drop,
    generation: (id) => createRedisGeneration(id, { redis, environment, incarnation }),
  };
}

/** Unlinked, not deleted: freeing a million rows would hold up everybody else's commands. */
async function dropKeys(redis: Redis, keys: WorkQueueKeys): Promise<void> {
  const { rows, others, feed, positions, asOf, parking, sets, newest } = keys;
  await redis.unlink(rows, others, feed, positions, asOf, parking, ...sets, ...newest);
  const ended = endedKeys(keys);
  for (let start = 0; start < ended.length; start += KEYS_AT_ONCE) {
    await redis.unlink(...ended.slice(start, start + KEYS_AT_ONCE));
  }
}

/** A generation without positions is of any log: nothing was folded yet. */
async function isOfThisLog(
  { redis, environment, incarnation }: RedisGenerationOptions,
  id: string,
): Promise<boolean> {
  const positions = await redis.hvals(workQueueKeys(environment, id).positions);
  return positions.every((text) => text.includes(JSON.stringify(incarnation)));
}
