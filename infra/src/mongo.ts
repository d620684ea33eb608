import { MongoClient } from 'mongodb';
import type { Db } from 'mongodb';
import { PlatformError } from './errors.ts';
import type { Logger } from './logger.ts';

/** Settings of {@link connectMongo}. */
export interface MongoOptions {
  /** Shown in the server's log and in `currentOp`. */
  readonly name: string;
  readonly logger: Logger;
  /** Longest silence of the server during one operation, in ms, at least 100. Default: 10,000. */
  readonly timeoutMs?: number;
}

/** A connection to the one database that a URL names. */
export interface MongoConnection {
  readonly client: MongoClient;
  readonly db: Db;
  readonly close: () => Promise<void>;
}

/** Longest wait for a connection, a server or a free place in the pool, in ms. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Code of the server's refusal of a document whose key is taken already.
 * @see https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
export const DUPLICATE_KEY = 11_000;

/**
 * Opens the database named in the URL's path without waiting for the server: the first use connects,
 * and fails where nobody answers. Every wait of the driver is bounded: with `socketTimeoutMS` alone it hung for 62 s on a server that had become a black hole,
 * and `timeoutMS`, which would be one bound for all, has had no effect since driver 7.9.
 * @throws `config-invalid` when the URL names no database.
 */
export function openMongo(
  url: string,
  { name, timeoutMs = 10_000 }: Omit<MongoOptions, 'logger'>,
): MongoConnection {
  const database = databaseOf(url);
  const connectTimeoutMs = Math.min(CONNECT_TIMEOUT_MS, timeoutMs);
  const client = new MongoClient(url, {
    appName: name,
    socketTimeoutMS: timeoutMs,
    connectTimeoutMS: connectTimeoutMs,
    serverSelectionTimeoutMS: connectTimeoutMs,
    waitQueueTimeoutMS: connectTimeoutMs,
    retryReads: true,
    retryWrites: true,
  });
  return { client, db: client.db(database), close: () => client.close() };
}

/**
 * Connects to the database named in the URL's path and pings it.
 * @throws `config-invalid` when the URL names no database; `mongo-unavailable` (retryable) when the
 * server does not answer in time or refuses the credential.
 */
export async function connectMongo(url: string, options: MongoOptions): Promise<MongoConnection> {
  const connection = openMongo(url, options);
  const { client, db } = connection;
  const database = db.databaseName;
  try {
    await client.connect();
    await db.command({ ping: 1 });
  } catch (cause) {
    await client.close();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Expected an answer from the database ${database}, got: ${reason}`;
    const context = { database };
    throw new PlatformError('mongo-unavailable', message, { cause, retryable: true, context });
  }
  options.logger.debug({ database }, 'connected to Mongo');
  return connection;
}

/** The name in the path of a Mongo URL; the URL parser of the platform refuses lists of hosts. */
function databaseOf(url: string): string {
  const name = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^/?]+)/.exec(url)?.[1];
  if (name !== undefined) return decodeURIComponent(name);
  throw new PlatformError(
    'config-invalid',
    `Expected a Mongo URL with a database in its path, got ${url.replace(/\/\/[^@/]*@/, '//***@')}`,
  );
}
