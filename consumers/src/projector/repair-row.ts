import type { Redis } from '@karat/infra/redis';
import { workQueue, type WorkQueueRow } from '@karat/projections';
import { PositionMoved } from '../subscription.ts';
import { endedPlaceOf } from './ended-orders.ts';
import type { Generation, Repair } from './view-store.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/** Where a row is repaired. */
export interface RowPlace {
  readonly redis: Redis;
  readonly keys: WorkQueueKeys;
  readonly generation: Pick<Generation<WorkQueueRow>, 'positions' | 'write'>;
}

/** Times that a projector may be faster before the row is left for another time. */
const ATTEMPTS = 5;

/**
 * Puts a row, and its places in the sets, right by writing it as the projector does: with the
 * position that it has to be at, which stays where it is. So it is as of the very moment in which it
 * is written, and those who watch the queue are told. False when the projector was always faster.
 */
export async function repairRow(
  { redis, keys, generation }: RowPlace,
  { key, partition, expected, stored, at }: Repair<WorkQueueRow>,
): Promise<boolean> {
  if (expected === null) return removeRow(redis, keys, { key, stored });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const position = (await generation.positions()).get(partition) ?? 0n;
    const after = at(position);
    // What is stored is ahead of its position: it was folded from a log that is no more.
    if (after === null) return removeRow(redis, keys, { key, stored });
    try {
      const before = stored ?? workQueue.initial(key);
      const move = { partition, from: position, next: position };
      await generation.write(move, [{ key, before, after, entries: [] }]);
      return true;
    } catch (error) {
      if (!(error instanceof PositionMoved)) throw error;
    }
  }
  return false;
}

/**
 * Removes an order that has no events from wherever it stands, if it is as it was found.
 *
 * KEYS: rows, others, the hash of ended orders that it belongs to, then all sets. ARGV: order id, its
 * field among the ended ones, the version that it was found with or ''.
 */
const REMOVE_ROW = `
local text = redis.call('HGET', KEYS[1], ARGV[1]) or redis.call('HGET', KEYS[2], ARGV[1])
local version = redis.call('HGET', KEYS[3], ARGV[2]) or ''
if text then version = tostring(cjson.decode(text).version) end
if version ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[2])
for k = 4, #KEYS do redis.call('ZREM', KEYS[k], ARGV[1]) end
return 1
`;

async function removeRow(
  redis: Redis,
  keys: WorkQueueKeys,
  { key, stored }: Pick<Repair<WorkQueueRow>, 'key' | 'stored'>,
): Promise<boolean> {
  const ended = endedPlaceOf(keys, key);
  const names = [keys.rows, keys.others, ended.key, ...keys.sets, ...keys.newest];
  const version = stored === null ? '' : String(stored.version);
  return (await redis.eval(REMOVE_ROW, names.length, ...names, key, ended.field, version)) === 1;
}
