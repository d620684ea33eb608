import type { Redis } from '@karat/infra/redis';
import type { WorkQueueRow } from '@karat/projections';
import { parseWorkQueueRow } from './work-queue-row.ts';

/** Rows asked for in one command, so that nobody else waits long for Redis. */
const ROWS_AT_ONCE = 1_000;

/** The rows of these orders in their order; one that has left the queue meanwhile is left out. */
export async function readRows(
  redis: Redis,
  key: string,
  orderIds: readonly string[],
): Promise<readonly WorkQueueRow[]> {
  const rows: WorkQueueRow[] = [];
  for (let from = 0; from < orderIds.length; from += ROWS_AT_ONCE) {
    const texts = await redis.hmget(key, ...orderIds.slice(from, from + ROWS_AT_ONCE));
    rows.push(...texts.map(parseWorkQueueRow).filter((row) => row !== null));
  }
  return rows;
}
