import type { Redis } from '@karat/infra/redis';
import type { WorkQueueRow } from '@karat/projections';
import { allRows, countRows, readRows } from './redis-rows.ts';
import { copyOf } from './stored-copy.ts';
import type { GenerationScan } from './view-store.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/** All rows of a generation of the work queue. */
export function createRedisScan(redis: Redis, keys: WorkQueueKeys): GenerationScan<WorkQueueRow> {
  return {
    all: () => allRows(redis, keys),
    copies: async function* () {
      for await (const rows of allRows(redis, keys)) yield rows.map(copyOf);
    },
    copiesOf: async (ids) => {
      const rows = await readRows(redis, keys, ids);
      return new Map([...rows].map((row) => [row[0], copyOf(row)]));
    },
    keys: async function* () {
      for await (const rows of allRows(redis, keys)) yield rows.map(([key]) => key);
    },
    sample: (count) => drawKeys(redis, keys, count),
    count: () => countRows(redis, keys),
  };
}

/** Half of them in the queue, half not. */
async function drawKeys(
  redis: Redis,
  { rows, others }: WorkQueueKeys,
  count: number,
): Promise<readonly string[]> {
  const half = Math.ceil(count / 2);
  const drawn = await Promise.all([rows, others].map((hash) => redis.hrandfield(hash, half)));
  return [...new Set(drawn.flat().map(String))];
}
