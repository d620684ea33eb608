import { Redis } from 'ioredis';
import { PlatformError, toPlatformError } from './errors.ts';
import type { Logger } from './logger.ts';

export type { Redis } from 'ioredis';

/** Settings of {@link connectRedis}. */
export interface RedisOptions {
  /** Shown by `CLIENT LIST`; blanks become dashes. */
  readonly name: string;
  readonly logger: Logger;
  /** Longest wait for one command's answer, in ms; null for connections that block or subscribe. Default: 5,000. */
  readonly commandTimeoutMs?: number | null;
}

/** Longest pause between two attempts to reconnect, in ms. */
const MAX_RECONNECT_DELAY_MS = 2_000;

/**
 * Connects and pings. Later losses are reconnected for ever; meanwhile commands fail after their
 * time-out instead of queueing up unseen. Close with `await redis.quit()` or `redis.disconnect()`.
 * @throws `redis-unavailable` (retryable) when the server does not answer.
 */
export async function connectRedis(url: string, options: RedisOptions): Promise<Redis> {
  const { logger } = options;
  const redis = openRedis(url, options);
  try {
    await redis.connect();
    await redis.ping();
  } catch (cause) {
    redis.disconnect();
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Expected an answer from Redis, got: ${reason}`;
    throw new PlatformError('redis-unavailable', message, { cause, retryable: true });
  }
  logger.debug('connected to Redis');
  return redis;
}

/**
 * The same without waiting for an answer: it connects with its first command, and if the server is
 * away goes on trying. For those who can do without Redis for a while.
 */
export function openRedis(url: string, options: RedisOptions): Redis {
  const { name, logger, commandTimeoutMs = 5_000 } = options;
  const redis = new Redis(url, {
    lazyConnect: true,
    connectionName: name.replaceAll(/\s+/g, '-'),
    connectTimeout: 5_000,
    maxRetriesPerRequest: commandTimeoutMs === null ? null : 3,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RECONNECT_DELAY_MS),
    ...(commandTimeoutMs === null ? {} : { commandTimeout: commandTimeoutMs }),
  });
  // Without a listener ioredis prints to the console; what matters arrives at the caller of a command.
  redis.on('error', (error: unknown) => {
    logger.warn({ error: toPlatformError(error) }, 'redis connection failed');
  });
  return redis;
}
