import type { Redis } from '@karat/infra/redis';
import { QUEUE_STATUSES, type WorkQueueRow } from '@karat/projections';
import type { ChainableCommander } from 'ioredis';
import { executed, inPieces, ORDERS_AT_ONCE } from './redis-pieces.ts';
import type { StoredFault } from './view-store.ts';
import type { WorkQueueKeys } from './work-queue-keys.ts';

/**
 * Orders whose places in the sets by status, of either order, are not the ones that their rows ask
 * for; only of the orders named, if there are any named. The counters are the sizes of these sets,
 * so they are right where this finds nothing.
 *
 * A queue is looked through piece by piece, while the projector goes on. So what looks wrong is only
 * suspected, and looked at once more: its row and its places at one moment, for it is at one moment
 * that the projector writes them.
 */
export async function findSetFaults(
  redis: Redis,
  keys: WorkQueueKeys,
  orderIds: readonly string[] | null,
): Promise<readonly StoredFault[]> {
  // By what they say: an order may be suspected for its row and for each of its places.
  const found = new Map<string, StoredFault>();
  for await (const suspects of orderIds === null ? suspectsIn(redis, keys) : [orderIds]) {
    for (const some of inPieces(suspects)) {
      const faults = faultsOf(await lookAt(redis, keys, some));
      for (const fault of faults) found.set(fault.detail, fault);
    }
  }
  return [...found.values()];
}

/** A row, if there is one, and the score of its order in each of the sets. */
interface Looked {
  readonly orderId: string;
  readonly row: WorkQueueRow | null;
  /** Those in the sets by urgency come first, then those by age. */
  readonly scores: readonly (number | null)[];
}

async function* suspectsIn(
  redis: Redis,
  keys: WorkQueueKeys,
): AsyncGenerator<readonly string[], void, undefined> {
  const rows = scan((cursor) => redis.hscan(keys.rows, cursor, 'COUNT', ORDERS_AT_ONCE));
  for await (const entries of rows) {
    const orderIds = entries.map(([orderId]) => orderId);
    const scores = await executed(askScores(redis.pipeline(), keys, orderIds));
    const texts = entries.map(([, text]) => text);
    yield faultsOf(lookedOf(orderIds, texts, scores)).map(({ key }) => key);
  }
  // With its row, every place of an order was looked at: left are the places of orders without one.
  for (const set of [...keys.sets, ...keys.newest]) {
    const places = scan((cursor) => redis.zscan(set, cursor, 'COUNT', ORDERS_AT_ONCE));
    for await (const entries of places) {
      const pipeline = redis.pipeline();
      for (const [orderId] of entries) pipeline.hexists(keys.rows, orderId);
      const hasRow = await executed(pipeline);
      yield entries.flatMap(([orderId], index) => (hasRow[index] === 1 ? [] : [orderId]));
    }
  }
}

/** The pairs of a hash or a sorted set; some may come twice while it grows. */
async function* scan(
  step: (cursor: string) => Promise<readonly [cursor: string, entries: readonly string[]]>,
): AsyncGenerator<readonly (readonly [name: string, value: string])[], void, undefined> {
  let cursor = '0';
  do {
    const [next, entries] = await step(cursor);
    cursor = next;
    const pairs: [string, string][] = [];
    for (let i = 0; i < entries.length; i += 2)
      pairs.push([entries[i] ?? '', entries[i + 1] ?? '']);
    if (pairs.length > 0) yield pairs;
  } while (cursor !== '0');
}

/** Rows and places of one moment. */
async function lookAt(
  redis: Redis,
  keys: WorkQueueKeys,
  orderIds: readonly string[],
): Promise<readonly Looked[]> {
  const transaction = redis.multi().hmget(keys.rows, ...orderIds);
  const [texts, ...scores] = await executed(askScores(transaction, keys, orderIds));
  return lookedOf(orderIds, listOf(texts), scores);
}

function askScores(
  pipeline: ChainableCommander,
  { sets, newest }: WorkQueueKeys,
  orderIds: readonly string[],
): ChainableCommander {
  for (const set of [...sets, ...newest]) pipeline.zmscore(set, ...orderIds);
  return pipeline;
}

function lookedOf(
  orderIds: readonly string[],
  texts: readonly unknown[],
  scores: readonly unknown[],
): readonly Looked[] {
  const bySet = scores.map(listOf);
  return orderIds.map((orderId, index) => {
    const text = texts[index];
    const row = typeof text === 'string' ? (JSON.parse(text) as WorkQueueRow) : null;
    return { orderId, row, scores: bySet.map((set) => scoreOf(set[index])) };
  });
}

const listOf = (reply: unknown): readonly unknown[] => (Array.isArray(reply) ? reply : []);

const scoreOf = (reply: unknown): number | null =>
  typeof reply === 'string' ? Number(reply) : null;

function faultsOf(looked: readonly Looked[]): readonly StoredFault[] {
  return looked.flatMap(({ orderId: key, row, scores }) => {
    const expected = row === null ? [] : placesOf(row);
    const stored = scores.flatMap((score, set) => (score === null ? [] : [placeIn(set, score)]));
    const missing = expected.filter((place) => !stored.includes(place));
    const superfluous = stored.filter((place) => !expected.includes(place));
    return [
      ...missing.map((place) => ({ key, detail: `Expected ${key} in ${place}, got none` })),
      ...superfluous.map((place) => ({ key, detail: `Expected no ${key} in ${place}` })),
    ];
  });
}

function placesOf({ status, mustStartAt, enteredAt }: WorkQueueRow): readonly string[] {
  return [`${status} at ${String(mustStartAt ?? 0)}`, `${status} since ${String(enteredAt)}`];
}

function placeIn(set: number, score: number): string {
  const status = QUEUE_STATUSES[set % QUEUE_STATUSES.length] ?? '';
  const isByAge = set >= QUEUE_STATUSES.length;
  return isByAge ? `${status} since ${String(-score)}` : `${status} at ${String(score)}`;
}
