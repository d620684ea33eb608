import type { WorkQueueRow } from '@karat/projections';
import { newGenerationId } from './generation-id.ts';
import { createRedisGeneration, type RedisGenerationOptions } from './redis-generation.ts';
import type { ViewStore } from './view-store.ts';
import { activeKey, previousKey, workQueueKeys } from './work-queue-keys.ts';

/** The work queue in Redis; the name of the live generation is a key of its own. */
export function createRedisViewStore(options: RedisGenerationOptions): ViewStore<WorkQueueRow> {
  const { redis, environment, incarnation } = options;
  const activeName = activeKey(environment);
  const previousName = previousKey(environment);

  const drop = async (id: string): Promise<void> => {
    const { rows, others, feed, positions, asOf, sets } = workQueueKeys(environment, id);
    // Unlinked, not deleted: freeing a million rows would hold up everybody else's commands.
    await redis.unlink(rows, others, feed, positions, asOf, ...sets);
  };
  return {
    active: async () => {
      const id = await redis.get(activeName);
      return id !== null && (await isOfThisLog(options, id)) ? id : null;
    },
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
    activate: async (id) => {
      const [active, superseded] = await Promise.all([
        redis.get(activeName),
        redis.get(previousName),
      ]);
      const change = redis.multi().set(activeName, id);
      await (active === null ? change.del(previousName) : change.set(previousName, active)).exec();
      if (superseded !== null && superseded !== id) await drop(superseded);
    },
    drop,
    generation: (id) => createRedisGeneration(id, { redis, environment, incarnation }),
  };
}

/** A generation without positions is of any log: nothing was folded yet. */
async function isOfThisLog(
  { redis, environment, incarnation }: RedisGenerationOptions,
  id: string,
): Promise<boolean> {
  const positions = await redis.hvals(workQueueKeys(environment, id).positions);
  return positions.every((text) => text.includes(JSON.stringify(incarnation)));
}
