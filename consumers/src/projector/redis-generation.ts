import { PlatformError } from '@karat/infra/errors';
import type { Redis } from '@karat/infra/redis';
import { isQueued, type WorkQueueRow } from '@karat/projections';
import { PositionMoved, type Confirmation, type PositionMove } from '../subscription.ts';
import { createRedisParking } from './redis-parking.ts';
import { rowArguments, rowKeys } from './redis-row-arguments.ts';
import { fillRows, readRows } from './redis-rows.ts';
import { createRedisScan } from './redis-scan.ts';
import { repairRow } from './repair-row.ts';
import { findSetFaults } from './redis-set-faults.ts';
import { CONFIRM, WRITE_BATCH } from './redis-script.ts';
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

/** One generation of the work queue. */
export function createRedisGeneration(
  id: string,
  { redis, environment, incarnation }: RedisGenerationOptions,
): Generation<WorkQueueRow> {
  const keys = workQueueKeys(environment, id);
  const generation: Generation<WorkQueueRow> = {
    ...createRedisScan(redis, keys),
    id,
    parking: createRedisParking({ redis, key: keys.parking, scope: id, incarnation }),
    positions: () => readPositions(redis, keys, incarnation),
    begin: async (partition) => {
      await redis.hsetnx(keys.positions, String(partition), formatted(0n, incarnation));
    },
    confirm: async (confirmations) => {
      const facts = confirmations.flatMap(factsOf);
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
      const named = rowKeys(
        keys,
        changes.map(({ after }) => after),
      );
      const stored = await redis.eval(
        WRITE_BATCH,
        named.length,
        ...named,
        ...[String(keys.sets.length), String(move.partition), ...positionsOf(move, incarnation)],
        String(FEED_LENGTH),
        ...changes.flatMap((change) => rowArguments(keys, change.after, isSeen(change))),
      );
      if (stored !== 1) throw new PositionMoved(move);
    },
    fill: (views) => fillRows(redis, keys, [...views.values()]),
    repair: (repair) => repairRow({ redis, keys, generation }, repair),
    faults: (named) => findSetFaults(redis, keys, named),
    // Whoever empties Redis takes the name of the live generation, too.
    isPresent: () => Promise.resolve(true),
    prepare: () => Promise.resolve(),
  };
  return generation;
}

function factsOf({ partition, offset, asOf }: Confirmation): readonly string[] {
  return [partition, offset, asOf].map(String);
}

/** The expected position and the next one, as they are stored. */
function positionsOf({ from, next }: PositionMove, incarnation: string): readonly string[] {
  return [formatted(from, incarnation), formatted(next, incarnation)];
}

/** A position as it is stored. This is a format. */
function formatted(offset: bigint, incarnation: string): string {
  return JSON.stringify({ incarnation, offset: String(offset) });
}

/** What was never in the queue need not be announced when it changes or ends. */
function isSeen({ before, after }: ViewChange<WorkQueueRow>): boolean {
  return isQueued(before) || isQueued(after);
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
