import { PlatformError } from '@karat/infra/errors';
import type { Redis } from '@karat/infra/redis';
import { isQueued, QUEUE_STATUSES, workQueue, type WorkQueueRow } from '@karat/projections';
import { PositionMoved, type PositionMove } from '../subscription.ts';
import { createRedisParking } from './redis-parking.ts';
import { findSetFaults } from './redis-set-faults.ts';
import { CONFIRM, FILL_ROWS, WRITE_BATCH } from './redis-script.ts';
import type { Generation, ViewChange } from './view-store.ts';
import { workQueueKeys, type WorkQueueKeys } from './work-queue-keys.ts';

/** Settings of {@link createRedisGeneration}. */
export interface RedisGenerationOptions {
  readonly redis: Redis;
  /** Prefix of the installation. */
  readonly environment: string;
  /** Incarnation of the log. */
  readonly incarnation: string;
}

/** Announcements that the feed holds at least; a client that was away longer begins anew. */
const FEED_LENGTH = 10_000;
const ROWS_AT_ONCE = 1_000;

/** One generation of the work queue. */
export function createRedisGeneration(
  id: string,
  { redis, environment, incarnation }: RedisGenerationOptions,
): Generation<WorkQueueRow> {
  const keys = workQueueKeys(environment, id);
  return {
    id,
    parking: createRedisParking({ redis, key: keys.parking, scope: id, incarnation }),
    positions: () => readPositions(redis, keys, incarnation),
    begin: async (partition) => {
      await redis.hsetnx(keys.positions, String(partition), formatted(0n, incarnation));
    },
    confirm: async (confirmations) => {
      const facts = confirmations.flatMap(({ partition, offset, asOf }) => {
        return [partition, offset, asOf].map(String);
      });
      await redis.eval(CONFIRM, 2, keys.positions, keys.asOf, incarnation, ...facts);
    },
    read: async (partition, ids) => {
      const [positions, views] = await Promise.all([
        readPositions(redis, keys, incarnation),
        readRows(redis, keys, ids),
      ]);
      return { position: positions.get(partition) ?? 0n, views };
    },
    write: async (move, changes) => {
      const stored = await redis.eval(
        WRITE_BATCH,
        4 + keys.sets.length,
        ...[keys.positions, keys.rows, keys.others, keys.feed, ...keys.sets],
        ...[String(move.partition), ...positionsOf(move, incarnation), String(FEED_LENGTH)],
        ...changes.flatMap(argumentsOf),
      );
      if (stored !== 1) throw new PositionMoved(move);
    },
    fill: (views) => fillRows(redis, keys, views),
    all: async function* () {
      yield* scanRows(redis, keys.rows);
      yield* scanRows(redis, keys.others);
    },
    faults: () => findSetFaults(redis, keys),
    count: async () => (await redis.hlen(keys.rows)) + (await redis.hlen(keys.others)),
    prepare: () => Promise.resolve(),
  };
}

/** Without the feed: nobody follows a generation that is not live. */
async function fillRows(
  redis: Redis,
  keys: WorkQueueKeys,
  views: ReadonlyMap<string, WorkQueueRow>,
): Promise<void> {
  const rows = [...views.values()];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    await redis.eval(
      FILL_ROWS,
      2 + keys.sets.length,
      ...[keys.rows, keys.others, ...keys.sets],
      ...rows.slice(start, start + ROWS_AT_ONCE).flatMap(filledFrom),
    );
  }
}

function filledFrom(row: WorkQueueRow): readonly string[] {
  const { orderId, version, mustStartAt } = row;
  const kept = workQueue.keptOf?.(row) ?? row;
  return [
    ...[orderId, String(version), String(setOf(row)), String(mustStartAt ?? 0)],
    JSON.stringify(kept),
  ];
}

/** Number of the sorted set of a row's status, from 1; 0 for a status outside of the queue. */
function setOf(row: WorkQueueRow): number {
  return QUEUE_STATUSES.findIndex((status) => status === row.status) + 1;
}

/** The expected position and the next one, as they are stored. */
function positionsOf({ from, next }: PositionMove, incarnation: string): readonly string[] {
  return [formatted(from, incarnation), formatted(next, incarnation)];
}

/** A position as it is stored. This is a format. */
function formatted(offset: bigint, incarnation: string): string {
  return JSON.stringify({ incarnation, offset: String(offset) });
}

function argumentsOf({ key, before, after }: ViewChange<WorkQueueRow>): readonly string[] {
  const kept = workQueue.keptOf?.(after) ?? after;
  // What was never in the queue need not be announced when it changes or ends.
  const isSeen = isQueued(before) || isQueued(after);
  return [
    key,
    String(setOf(after)),
    String(after.mustStartAt ?? 0),
    JSON.stringify(kept),
    isSeen ? JSON.stringify(after) : '',
  ];
}

async function readPositions(
  redis: Redis,
  keys: WorkQueueKeys,
  incarnation: string,
): Promise<ReadonlyMap<number, bigint>> {
  const stored = Object.entries(await redis.hgetall(keys.positions));
  const positions = stored.map(([partition, text]) => [Number(partition), parse(text)] as const);
  return new Map(
    positions.flatMap(([partition, position]) =>
      position.incarnation === incarnation ? [[partition, BigInt(position.offset)]] : [],
    ),
  );
}

interface StoredPosition {
  readonly incarnation: string;
  readonly offset: string;
}

function parse(text: string): StoredPosition {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'incarnation' in value && 'offset' in value) {
    return { incarnation: String(value.incarnation), offset: String(value.offset) };
  }
  throw new PlatformError('undecodable', `Expected {incarnation, offset}, got ${text}`);
}

async function readRows(
  redis: Redis,
  keys: WorkQueueKeys,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WorkQueueRow>> {
  if (ids.length === 0) return new Map();
  const found = await Promise.all([
    redis.hmget(keys.rows, ...ids),
    redis.hmget(keys.others, ...ids),
  ]);
  const rows = found.flat().flatMap((text) => (text === null ? [] : [toRow(text)]));
  return new Map(rows.map((row) => [row.orderId, row]));
}

async function* scanRows(redis: Redis, key: string) {
  let cursor = '0';
  const seen = new Set<string>();
  do {
    const [next, entries] = await redis.hscan(key, cursor, 'COUNT', ROWS_AT_ONCE);
    cursor = next;
    const rows = entries.filter((_entry, index) => index % 2 === 1).map(toRow);
    // A scan may give an entry twice while the hash grows.
    const fresh = rows.filter(({ orderId }) => !seen.has(orderId) && seen.add(orderId));
    yield fresh.map((row) => [row.orderId, row] as const);
  } while (cursor !== '0');
}

/** The row was written by this very projection; a new shape gets a new generation. */
function toRow(text: string): WorkQueueRow {
  return JSON.parse(text) as WorkQueueRow;
}
