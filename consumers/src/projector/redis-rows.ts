import { PlatformError } from '@karat/infra/errors';
import type { Redis } from '@karat/infra/redis';
import { endedRow, type WorkQueueRow } from '@karat/projections';
import { endedKeys, endedOrderOf, endedPlaceOf } from './ended-orders.ts';
import { executed, inPieces, ORDERS_AT_ONCE } from './redis-pieces.ts';
import { rowArguments, rowKeys } from './redis-row-arguments.ts';
import { FILL_ROWS } from './redis-script.ts';
import type { StoredView } from './view-store.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/** The rows of these orders, among them what is kept of those that are over. */
export async function readRows(
  redis: Redis,
  keys: WorkQueueKeys,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WorkQueueRow>> {
  if (ids.length === 0) return new Map();
  const pipeline = redis
    .pipeline()
    .hmget(keys.rows, ...ids)
    .hmget(keys.others, ...ids);
  for (const id of ids) {
    const { key, field } = endedPlaceOf(keys, id);
    pipeline.hget(key, field);
  }
  const [rows, others, ...ended] = await executed(pipeline);
  const found = [rows, others].flatMap((texts) => (Array.isArray(texts) ? texts.map(toRow) : []));
  const versions = ids.map((id, index) => toEnded(id, ended[index]));
  const known = [...found, ...versions].filter((row) => row !== null);
  return new Map(known.map((row) => [row.orderId, row]));
}

/** Every row, among them what is kept of orders that are over. */
export async function* allRows(
  redis: Redis,
  keys: WorkQueueKeys,
): AsyncGenerator<readonly StoredView<WorkQueueRow>[], void, undefined> {
  yield* scanRows(redis, keys.rows);
  yield* scanRows(redis, keys.others);
  for (const some of inPieces(endedKeys(keys))) {
    const pipeline = redis.pipeline();
    for (const key of some) pipeline.hgetall(key);
    const ended = (await executed(pipeline)).flatMap((versions) => Object.entries(versions ?? {}));
    yield ended.map(([field, version]) => {
      const orderId = endedOrderOf(field);
      return [orderId, endedRow(orderId, Number(version))] as const;
    });
  }
}

/** How many rows there are. */
export async function countRows(redis: Redis, keys: WorkQueueKeys): Promise<number> {
  let count = (await redis.hlen(keys.rows)) + (await redis.hlen(keys.others));
  for (const some of inPieces(endedKeys(keys))) {
    const pipeline = redis.pipeline();
    for (const key of some) pipeline.hlen(key);
    for (const length of await executed(pipeline)) count += Number(length);
  }
  return count;
}

/** Stores rows, and no older one over a newer, for a generation that nobody follows yet. */
export async function fillRows(
  redis: Redis,
  keys: WorkQueueKeys,
  rows: readonly WorkQueueRow[],
): Promise<void> {
  for (const some of inPieces(rows)) {
    const named = rowKeys(keys, some);
    const facts = some.flatMap((row) => rowArguments(keys, row, false));
    await redis.eval(FILL_ROWS, named.length, ...named, String(keys.sets.length), ...facts);
  }
}

async function* scanRows(redis: Redis, key: string) {
  let cursor = '0';
  const seen = new Set<string>();
  do {
    const [next, entries] = await redis.hscan(key, cursor, 'COUNT', ORDERS_AT_ONCE);
    cursor = next;
    const rows = entries.flatMap((text, index) => (index % 2 === 1 ? (toRow(text) ?? []) : []));
    // A scan may give an entry twice while the hash grows.
    const fresh = rows.filter(({ orderId }) => !seen.has(orderId) && seen.add(orderId));
    yield fresh.map((row) => [row.orderId, row] as const);
  } while (cursor !== '0');
}

/** The row was written by this very projection; a new shape gets a new generation. */
function toRow(text: unknown): WorkQueueRow | null {
  return typeof text === 'string' ? (JSON.parse(text) as WorkQueueRow) : null;
}

function toEnded(orderId: string, version: unknown): WorkQueueRow | null {
  if (version === null || version === undefined) return null;
  const number = Number(version);
  if (Number.isSafeInteger(number)) return endedRow(orderId, number);
  throw new PlatformError('undecodable', `Expected a version, got ${JSON.stringify(version)}`);
}
