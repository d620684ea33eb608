import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES, type WorkQueueRow } from '@karat/projections';
import type { StoredFault } from './view-store.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/** Orders whose places in the sets by status are not the ones that their rows ask for. */
export async function findSetFaults(
  redis: Redis,
  keys: WorkQueueKeys,
): Promise<readonly StoredFault[]> {
  // One transaction, so that rows and sets are of the same moment while the projector goes on.
  const transaction = redis.multi();
  for (const set of keys.sets) transaction.zrange(set, '0', '-1', 'WITHSCORES');
  const replies = await transaction.hvals(keys.rows).exec();
  const results = (replies ?? []).map(([, result]): readonly unknown[] =>
    Array.isArray(result) ? result : [],
  );
  const rows = results.at(-1)?.map((text) => JSON.parse(String(text)) as WorkQueueRow) ?? [];
  const expected = new Map(rows.map((row) => [placeOf(row), row.orderId]));
  const stored = new Map(results.slice(0, -1).flatMap(placesIn));
  return [
    ...[...expected].flatMap(([place, key]) =>
      stored.has(place) ? [] : [{ key, detail: `Expected ${place}, got none` }],
    ),
    ...[...stored].flatMap(([place, key]) =>
      expected.has(place) ? [] : [{ key, detail: `Expected no ${place}` }],
    ),
  ];
}

function placeOf({ status, mustStartAt, orderId }: WorkQueueRow): string {
  return `${orderId} in ${status} at ${String(mustStartAt ?? 0)}`;
}

function placesIn(set: readonly unknown[], index: number): readonly [string, string][] {
  const status = QUEUE_STATUSES[index] ?? '';
  const places: [string, string][] = [];
  for (let i = 0; i < set.length; i += 2) {
    const orderId = String(set[i]);
    places.push([`${orderId} in ${status} at ${String(Number(set[i + 1]))}`, orderId]);
  }
  return places;
}
