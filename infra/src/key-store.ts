import { randomBytes } from 'node:crypto';
import { PERSONAL_KEY_BYTES } from '@karat/schemas/codec';
import { Binary, MongoServerError } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import { PlatformError } from './errors.ts';
import { DUPLICATE_KEY } from './mongo.ts';

/** Keys that seal the personal data of orders, one per order; without its key an order's data is gone. */
export interface KeyStore {
  /**
   * The order's key of 32 bytes, made when it has none; of several who make one the first wins.
   * @throws `personal-data-erased` when it was destroyed: an erased order never gets another.
   */
  readonly keyFor: (orderId: string) => Promise<Buffer>;
  /** The order's key, or null when it has none (any more). */
  readonly findKey: (orderId: string) => Promise<Buffer | null>;
  /** The keys of those orders that have one, asked for all at once. */
  readonly findKeys: (orderIds: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>;
  /**
   * Destroys the order's key for ever, had it one or not; repeated, it tells of the first time.
   * Other processes forget it within {@link KEY_CACHE_MS}.
   */
  readonly destroyKey: (orderId: string) => Promise<DestroyedKey>;
}

/** What is left of a key. */
export interface DestroyedKey {
  /** When it was destroyed, epoch ms by the database's clock. */
  readonly destroyedAt: number;
}

/** How long a process keeps a key in memory, in ms, so the longest that a destroyed one lives on. */
export const KEY_CACHE_MS = 60_000;

/** Settings of {@link createKeyStore}. */
export interface KeyStoreOptions {
  /** Keys kept in memory at most; 0 keeps none. Default: 10,000. */
  readonly maxCached?: number;
  /** How long a key is kept in memory, in ms, at most {@link KEY_CACHE_MS}, which is the default. */
  readonly cacheMs?: number;
}

/** A document of `order_keys`; without its key it is the tombstone of one. This is a format. */
interface OrderKey {
  readonly _id: string;
  readonly key?: Binary;
  readonly createdAt: Date;
  readonly destroyedAt?: Date;
}

/** A key that a crash forgets, or brings back, would break what was promised on its ground. */
const DURABLE = { w: 'majority', journal: true } as const;

/** The key store in the collection `order_keys` of `own_keys`. */
export function createKeyStore(db: Db, options: KeyStoreOptions = {}): KeyStore {
  const collection = db.collection<OrderKey>('order_keys');
  const cache = createCache(options);
  const findKey = async (orderId: string): Promise<Buffer | null> => {
    const known = cache.get(orderId);
    if (known !== undefined) return known;
    const stored = await collection.findOne({ _id: orderId });
    if (stored?.key === undefined) return null;
    return cache.set(orderId, Buffer.from(stored.key.buffer));
  };
  return {
    findKey,
    findKeys: (orderIds) => findAll(collection, cache, orderIds),
    keyFor: async (orderId) => {
      const found = await findKey(orderId);
      if (found !== null) return found;
      await insertIfAbsent(collection, orderId);
      // Read back rather than trust one's own: somebody else may have been first.
      const key = await findKey(orderId);
      if (key !== null) return key;
      throw new PlatformError(
        'personal-data-erased',
        `Expected an order with a key, that of ${orderId} was destroyed`,
        { context: { orderId } },
      );
    },
    destroyKey: async (orderId) => {
      cache.forget(orderId);
      return bury(collection, orderId);
    },
  };
}

async function findAll(
  collection: Collection<OrderKey>,
  cache: Cache,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const keys = new Map<string, Buffer>();
  const unknown: string[] = [];
  for (const orderId of new Set(orderIds)) {
    const known = cache.get(orderId);
    if (known === undefined) unknown.push(orderId);
    else keys.set(orderId, known);
  }
  if (unknown.length === 0) return keys;
  const stored = collection.find({ _id: { $in: unknown } }, { projection: { key: 1 } });
  for (const { _id, key } of await stored.toArray()) {
    if (key !== undefined) keys.set(_id, cache.set(_id, Buffer.from(key.buffer)));
  }
  return keys;
}

/** The document stays without its key, so that no late request can make the order a new one. */
async function bury(collection: Collection<OrderKey>, orderId: string): Promise<DestroyedKey> {
  const since = (field: string) => ({ $ifNull: [`$${field}`, '$$NOW'] });
  const buried = await collection.findOneAndUpdate(
    { _id: orderId },
    [
      { $set: { createdAt: since('createdAt'), destroyedAt: since('destroyedAt') } },
      { $unset: 'key' },
    ],
    { upsert: true, returnDocument: 'after', writeConcern: DURABLE },
  );
  if (buried?.destroyedAt !== undefined) return { destroyedAt: buried.destroyedAt.getTime() };
  throw new PlatformError('invariant-violated', `Expected the key of ${orderId} to be destroyed`);
}

async function insertIfAbsent(collection: Collection<OrderKey>, orderId: string): Promise<void> {
  const key = new Binary(randomBytes(PERSONAL_KEY_BYTES));
  try {
    await collection.insertOne(
      { _id: orderId, key, createdAt: new Date() },
      { writeConcern: DURABLE },
    );
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return;
    throw error;
  }
}

interface Cache {
  readonly get: (orderId: string) => Buffer | undefined;
  readonly set: (orderId: string, key: Buffer) => Buffer;
  readonly forget: (orderId: string) => void;
}

/** Forgets the oldest first, which a Map yields first. */
function createCache({ maxCached = 10_000, cacheMs = KEY_CACHE_MS }: KeyStoreOptions): Cache {
  const entries = new Map<string, { readonly key: Buffer; readonly untilMs: number }>();
  return {
    get: (orderId) => {
      const entry = entries.get(orderId);
      if (entry === undefined || entry.untilMs > performance.now()) return entry?.key;
      entries.delete(orderId);
      return undefined;
    },
    forget: (orderId) => {
      entries.delete(orderId);
    },
    set: (orderId, key) => {
      entries.delete(orderId);
      entries.set(orderId, { key, untilMs: performance.now() + Math.min(cacheMs, KEY_CACHE_MS) });
      for (const oldest of entries.keys()) {
        if (entries.size <= maxCached) break;
        entries.delete(oldest);
      }
      return key;
    },
  };
}
