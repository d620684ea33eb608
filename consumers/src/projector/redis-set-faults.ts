import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES, type WorkQueueRow } from '@karat/projections';
import type { StoredFault } from './view-store.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/**
 * Orders whose places in the sets by status, of either order, are not the ones that their rows ask
 * for. The counters are the sizes of these sets, so they are right where this finds nothing.
 */
export async function findSetFaults(
  redis: Redis,
  keys: WorkQueueKeys,
): Promise<readonly StoredFault[]> {
  // One transaction, so that rows and sets are of the same moment while the projector goes on.
  const transaction = redis.multi();
  const sets = [...keys.sets, ...keys.newest];
  for (const set of sets) transaction.zrange(set, '0', '-1', 'WITHSCORES');
  const replies = await transaction.hvals(keys.rows).exec();
  const results = (replies ?? []).map(([, result]): readonly unknown[] =>
    Array.isArray(result) ? result : [],
  );
  const rows = results.at(-1)?.map((text) => JSON.parse(String(text)) as WorkQueueRow) ?? [];
  const expected = new Map(rows.flatMap(placesOf));
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

type Place = readonly [place: string, orderId: string];

function placesOf({ status, mustStartAt, enteredAt, orderId }: WorkQueueRow): readonly Place[] {
  return [
    [`${orderId} in ${status} at ${String(mustStartAt ?? 0)}`, orderId],
    [`${orderId} in ${status} since ${String(enteredAt)}`, orderId],
  ];
}

/** The sets by urgency come first, then those by age. */
function placesIn(set: readonly unknown[], index: number): readonly Place[] {
  const status = QUEUE_STATUSES[index % QUEUE_STATUSES.length] ?? '';
  const isByAge = index >= QUEUE_STATUSES.length;
  const places: Place[] = [];
  for (let i = 0; i < set.length; i += 2) {
    const orderId = String(set[i]);
    const score = Number(set[i + 1]);
    const where = isByAge ? `since ${String(-score)}` : `at ${String(score)}`;
    places.push([`${orderId} in ${status} ${where}`, orderId]);
  }
  return places;
}
