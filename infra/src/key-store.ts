import { randomBytes } from 'node:crypto';
import { PERSONAL_KEY_BYTES } from '@karat/schemas/codec';
import { Binary, MongoServerError } from 'mongodb';
import type { Collection, Db } from 'mongodb';
import { PlatformError } from './errors.ts';

/** Keys that seal the personal data of orders, one per order; without its key an order's data is gone. */
export interface KeyStore {
  /** The order's key of 32 bytes, made when it has none; of several who make one the first wins. */
  readonly keyFor: (orderId: string) => Promise<Buffer>;
  /** The order's key, or null when it has none (any more). */
  readonly findKey: (orderId: string) => Promise<Buffer | null>;
}

/** Settings of {@link createKeyStore}. */
export interface KeyStoreOptions {
  /** Keys kept in memory at most; 0 keeps none. Default: 10,000. */
  readonly maxCached?: number;
  /** How long a key is kept in memory, in ms: the longest an erased key lives on. Default: 60,000. */
  readonly cacheMs?: number;
}

/** A document of `order_keys`. This is a format. */
interface OrderKey {
  readonly _id: string;
  readonly key: Binary;
  readonly createdAt: Date;
}

const DUPLICATE_KEY = 11_000;

/** The key store in the collection `order_keys` of `own_keys`. */
export function createKeyStore(db: Db, options: KeyStoreOptions = {}): KeyStore {
  const collection = db.collection<OrderKey>('order_keys');
  const cache = createCache(options);
  const findKey = async (orderId: string): Promise<Buffer | null> => {
    const known = cache.get(orderId);
    if (known !== undefined) return known;
    const stored = await collection.findOne({ _id: orderId });
    if (stored === null) return null;
    return cache.set(orderId, Buffer.from(stored.key.buffer));
  };
  return {
    findKey,
    keyFor: async (orderId) => {
      const found = await findKey(orderId);
      if (found !== null) return found;
      await insertIfAbsent(collection, orderId);
      // Read back rather than trust one's own: somebody else may have been first.
      const key = await findKey(orderId);
      if (key !== null) return key;
      throw new PlatformError('invariant-violated', `Expected a key of the order ${orderId}`, {
        retryable: true,
        context: { orderId },
      });
    },
  };
}

async function insertIfAbsent(collection: Collection<OrderKey>, orderId: string): Promise<void> {
  const key = new Binary(randomBytes(PERSONAL_KEY_BYTES));
  try {
    await collection.insertOne(
      { _id: orderId, key, createdAt: new Date() },
      { writeConcern: { w: 'majority', journal: true } },
    );
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return;
    throw error;
  }
}

interface Cache {
  readonly get: (orderId: string) => Buffer | undefined;
  readonly set: (orderId: string, key: Buffer) => Buffer;
}

/** Forgets the oldest first, which a Map yields first. */
function createCache({ maxCached = 10_000, cacheMs = 60_000 }: KeyStoreOptions): Cache {
  const entries = new Map<string, { readonly key: Buffer; readonly untilMs: number }>();
  return {
    get: (orderId) => {
      const entry = entries.get(orderId);
      if (entry === undefined || entry.untilMs > performance.now()) return entry?.key;
      entries.delete(orderId);
      return undefined;
    },
    set: (orderId, key) => {
      entries.delete(orderId);
      entries.set(orderId, { key, untilMs: performance.now() + cacheMs });
      for (const oldest of entries.keys()) {
        if (entries.size <= maxCached) break;
        entries.delete(oldest);
      }
      return key;
    },
  };
}
