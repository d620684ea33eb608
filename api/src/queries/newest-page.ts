import type { Redis } from '@karat/infra/redis';
import type { WorkQueueRow } from '@karat/projections';
import type { Cursor } from '../http/cursor.ts';
import type { QueuePage, QueueQuery } from './queue-query.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';
import { readRows } from './work-queue-rows.ts';

/**
 * A page of the orders in a status, the one first that came into it last. The queue is kept by urgency
 * alone, so all rows of the status are read and sorted here: right at any size, and as quick as the
 * urgent end only while a status holds some thousands.
 */
export async function newestPage(
  redis: Redis,
  keys: WorkQueueKeys,
  { generation, status, limit, after }: QueueQuery,
): Promise<QueuePage> {
  const ids = await redis.zrange(keys.byStatus(generation, status), '0', '-1');
  const rows = await readRows(redis, keys.rows(generation), ids);
  const behind = rows
    .filter((row) => row.status === status && (after === null || isBehind(row, after)))
    .sort(
      (one, other) => other.updatedAt - one.updatedAt || (one.orderId < other.orderId ? -1 : 1),
    );
  const shown = behind.slice(0, limit);
  const last = behind.length > limit ? shown.at(-1) : undefined;
  return {
    rows: shown,
    next: last === undefined ? null : { sortValue: last.updatedAt, id: last.orderId },
  };
}

function isBehind({ updatedAt, orderId }: WorkQueueRow, { sortValue, id }: Cursor): boolean {
  return updatedAt < sortValue || (updatedAt === sortValue && orderId > id);
}
