import { join, resolve } from 'node:path';
import { PlatformError } from '../src/errors.ts';
import { databaseUrls, ensureDatabases } from './mongo-databases.ts';
import { withFileLock } from './processes/file-lock.ts';
import { cacheFolder } from './servers/artifact-cache.ts';
import { kafkaServer, type ProxiedListener } from './servers/kafka.ts';
import { mongodServer } from './servers/mongod.ts';
import { ALL_PARTS, PART_FACTS, SERVER_PARTS, type ServerPart } from './servers/part.ts';
import type { OnProgress } from './servers/progress.ts';
import { redisServer } from './servers/redis.ts';
import { s3Server } from './servers/s3.ts';
import { registryServer } from './servers/registry.ts';
import { loadSecrets } from './servers/secrets.ts';
import type { ServerDefinition } from './servers/server.ts';
import { startServer, type StartContext, type StartedServer } from './servers/start-server.ts';
import { toxiproxyServer } from './servers/toxiproxy.ts';

/** What a start of the local servers is given. */
export interface StartServersOptions {
  /** Folder for the data, such as `.karat` in the work tree; made if missing. */
  readonly root: string;
  /** Environment of the caller: a URL set in it replaces a server, PATH and XDG_CACHE_HOME say where programs are. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Prefix of topics, keys and databases, such as `dev`. */
  readonly karatEnv: string;
  readonly onProgress?: OnProgress;
  /** Starts these servers alone. Default: all that the platform stands on. */
  readonly only?: readonly ServerPart[];
  /** Breaks the start off; what was started by then is stopped. Default: none. */
  readonly signal?: AbortSignal;
  /** Throws away the data of an earlier run of servers that are not running now. Default: false. */
  readonly fresh?: boolean;
  /** A second listener of Kafka, behind a proxy. Default: none. */
  readonly proxiedKafka?: ProxiedListener;
}

/** The servers, answering. */
export interface RunningServers {
  /** `KARAT_ENV` and the URLs of all servers and databases, by variable name. */
  readonly environment: Readonly<Record<string, string>>;
  /** The servers that this call started; the others were running or were named by a URL. */
  readonly owned: readonly ServerPart[];
  /** Stops the owned servers and waits for their end. */
  stop(): Promise<void>;
}

const DEFINITIONS: Readonly<
  Record<ServerPart, (options: StartServersOptions) => ServerDefinition>
> = {
  kafka: ({ proxiedKafka }) => kafkaServer(proxiedKafka),
  registry: () => registryServer,
  mongod: () => mongodServer,
  redis: () => redisServer,
  toxiproxy: () => toxiproxyServer,
  s3: () => s3Server,
};

/** Longest wait for another start of the same folder, which may be downloading. */
const START_WAIT_MS = 15 * 60_000;

/**
 * Starts Kafka, the schema registry, MongoDB and Redis as child processes, or joins those that run in the same folder.
 * They end with this process, however it ends.
 * @throws PlatformError `provision-failed` naming every server that could not be had or did not start, and what to do.
 */
export async function startServers(options: StartServersOptions): Promise<RunningServers> {
  const context = contextOf(options);
  const wanted: readonly ServerPart[] = options.only ?? SERVER_PARTS;
  const parts = ALL_PARTS.filter((part) => wanted.includes(part));
  const toStart = parts.filter((part) => givenUrl(options.env, part) === null);
  const definitions = toStart.map((part) => DEFINITIONS[part](options));
  const started = await startTogether(definitions, context);
  const stop = async (): Promise<void> => {
    await Promise.all([...started.values()].map((server) => server.stop()));
  };
  try {
    const urls = Object.fromEntries(
      parts.map((part) => [
        PART_FACTS[part].variable,
        givenUrl(options.env, part) ?? started.get(part)?.url ?? '',
      ]),
    );
    const databases = await databasesOf(urls['MONGO_URL'], options);
    const owned = toStart.filter((part) => started.get(part)?.isOwned);
    return { environment: { KARAT_ENV: options.karatEnv, ...urls, ...databases }, owned, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function contextOf(options: StartServersOptions): StartContext {
  const folder = join(resolve(options.root), 'servers');
  const environment = Object.fromEntries(
    Object.entries(options.env).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  return {
    folder,
    environment,
    cache: cacheFolder(options.env),
    onProgress: options.onProgress ?? (() => undefined),
    secrets: loadSecrets(join(folder, 'secrets.json')),
    fresh: options.fresh ?? false,
    signal: options.signal,
  };
}

/** Two starts of one folder take turns, so the second finds what the first has started. */
async function startTogether(
  definitions: readonly ServerDefinition[],
  context: StartContext,
): Promise<ReadonlyMap<ServerPart, StartedServer>> {
  if (definitions.length === 0) return new Map();
  const limits = { timeoutMs: START_WAIT_MS, signal: context.signal };
  return withFileLock(join(context.folder, 'start.lock'), limits, async () => {
    const outcomes = await Promise.allSettled(
      definitions.map(
        async (definition) => [definition.part, await startServer(definition, context)] as const,
      ),
    );
    const started = outcomes.flatMap((o) => (o.status === 'fulfilled' ? [o.value] : []));
    const errors = outcomes.flatMap((o) => (o.status === 'rejected' ? [o.reason as unknown] : []));
    if (errors.length === 0) return new Map(started);
    await Promise.all(started.map(([, server]) => server.stop()));
    throw together(errors);
  });
}

function together(errors: readonly unknown[]): PlatformError {
  const messages = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  return new PlatformError('provision-failed', messages.join('\n\n'), {
    cause: errors.length === 1 ? errors[0] : new AggregateError(errors),
  });
}

/** A URL of one database in the environment goes before the one derived from the common `MONGO_URL`. */
async function databasesOf(
  adminUrl: string | undefined,
  { env, karatEnv }: StartServersOptions,
): Promise<Readonly<Record<string, string>>> {
  if (adminUrl === undefined) return {};
  const derived = databaseUrls(adminUrl, karatEnv);
  const areAllGiven = Object.keys(derived).every((variable) => nonEmpty(env[variable]) !== null);
  if (!areAllGiven) await ensureDatabases(adminUrl, karatEnv);
  return Object.fromEntries(
    Object.entries(derived).map(([variable, url]) => [variable, nonEmpty(env[variable]) ?? url]),
  );
}

function givenUrl(env: StartServersOptions['env'], part: ServerPart): string | null {
  return nonEmpty(env[PART_FACTS[part].variable]);
}

function nonEmpty(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
