import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { list, readConfig, url } from './config.ts';
import type { ConfigOf } from './config.ts';
import { PlatformError, toPlatformError } from './errors.ts';

/** A `KARAT_ENV` that no other test has: prefix of its topics, databases and keys. */
export function uniqueEnv(): string {
  return `t${randomUUID().replaceAll('-', '').slice(0, 10)}`;
}

/** Settings of {@link eventually}. */
export interface EventuallyOptions {
  /** Longest wait, in ms; long, because a busy machine is no failure. Default: 30,000. */
  readonly timeoutMs?: number;
  /** Pause between two looks, in ms. Default: 20. */
  readonly intervalMs?: number;
}

/**
 * Asks until the condition gives something other than null, undefined or false, and gives that. A
 * condition that throws is asked again.
 * @throws `timeout` with what the condition gave or threw last, when the deadline passes.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  { timeoutMs = 30_000, intervalMs = 20 }: EventuallyOptions = {},
): Promise<Exclude<T, null | undefined | false>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const look = await lookOnce(condition);
    if (look.met) return look.value;
    if (performance.now() > deadline) {
      const message = `Expected a condition within ${String(timeoutMs)} ms, last got: ${look.last}`;
      throw new PlatformError('timeout', message);
    }
    await delay(intervalMs);
  }
}

type Look<T> =
  | { readonly met: true; readonly value: Exclude<T, null | undefined | false> }
  | { readonly met: false; readonly last: string };

async function lookOnce<T>(condition: () => T | Promise<T>): Promise<Look<T>> {
  try {
    const value = await condition();
    if (isMet(value)) return { met: true, value };
    return { met: false, last: String(value) };
  } catch (error) {
    return { met: false, last: toPlatformError(error).message };
  }
}

function isMet<T>(value: T): value is Exclude<T, null | undefined | false> {
  return value !== null && value !== undefined && value !== false;
}

const SERVERS = {
  brokers: list('KAFKA_BROKERS', { doc: 'Kafka of the test run.' }),
  registryUrl: url('SCHEMA_REGISTRY_URL', { doc: 'Schema registry of the test run.' }),
  mongoUrl: url('MONGO_URL', { doc: 'Mongo of the test run, as administrator.', secret: true }),
  redisUrl: url('REDIS_URL', { doc: 'Redis of the test run.' }),
};

/** Where the real servers of a test run are. */
export type TestServers = ConfigOf<typeof SERVERS>;

/**
 * The servers that the runner of live tests has put into the environment.
 * @throws `config-invalid` when the tests were started without it.
 */
export function testServers(env: Readonly<Record<string, string | undefined>>): TestServers {
  return readConfig(SERVERS, env);
}

/** The URL of a database on the server of a Mongo URL, with the same credential and options. */
export function mongoUrlFor(adminUrl: string, database: string): string {
  const [, server = '', query = ''] = /^(mongodb:\/\/[^/?]+)\/?[^?]*\??(.*)$/.exec(adminUrl) ?? [];
  // A database in the path becomes the one that credentials are looked up in, unless told otherwise.
  const needsSource = server.includes('@') && !query.includes('authSource=');
  const options = [query, needsSource ? 'authSource=admin' : ''].filter((part) => part !== '');
  return `${server}/${database}${options.length > 0 ? '?' : ''}${options.join('&')}`;
}
