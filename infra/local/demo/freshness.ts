import { connectRedis } from '../../src/redis.ts';
import { createLogger } from '../../src/logger.ts';
import type { PlatformRecord } from '../platform/running-platform.ts';

/**
 * Time from an event to its row in the operators' work queue, in ms, for these orders: Redis
 * stamps an entry of the change feed when it is written, together with the row.
 */
export async function eventToViewMs(
  { environment }: PlatformRecord,
  orderIds: ReadonlySet<string>,
): Promise<readonly number[]> {
  const logger = createLogger({ service: 'demo', level: 'error' });
  const redis = await connectRedis(environment['REDIS_URL'] ?? '', { name: 'demo', logger });
  try {
    const prefix = `${environment['KARAT_ENV'] ?? ''}:wq`;
    const generation = (await redis.get(`${prefix}:active`)) ?? '';
    const entries = await redis.xrange(`${prefix}:${generation}:feed`, '-', '+');
    return entries.flatMap(([id, fields]) => {
      const row = parseRow(fields);
      if (row === null || !orderIds.has(row.orderId)) return [];
      return [Number(id.split('-')[0]) - row.updatedAt];
    });
  } finally {
    redis.disconnect();
  }
}

function parseRow(
  fields: readonly string[],
): { readonly orderId: string; readonly updatedAt: number } | null {
  const at = fields.indexOf('row');
  const parsed: unknown = JSON.parse(fields[at + 1] ?? 'null');
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { orderId, updatedAt } = parsed as Partial<Record<string, unknown>>;
  return typeof orderId === 'string' && typeof updatedAt === 'number'
    ? { orderId, updatedAt }
    : null;
}
