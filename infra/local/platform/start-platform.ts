import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { deploy } from '../../src/deploy.ts';
import { createKafka } from '../../src/kafka.ts';
import { createLogReader } from '../../src/log-reader.ts';
import { createLogger } from '../../src/logger.ts';
import { createRegistry } from '../../src/registry.ts';
import { isPortFree } from '../processes/free-port.ts';
import { startServers, type RunningServers } from '../servers.ts';
import type { OnProgress } from '../servers/progress.ts';
import { startService, type Service } from '../services.ts';
import { publishPlatform, withdrawPlatform, type PlatformRecord } from './running-platform.ts';
import { COMMON_VARIABLES, SERVICES, type ServiceEntry } from './service-table.ts';
import { loadTokens, tokenTable } from './tokens.ts';

/** What a platform is started with. */
export interface PlatformOptions {
  /** Root of the work tree, where the compiled services are. */
  readonly workTree: string;
  /** Folder for data, logs and tokens, such as `.karat`. */
  readonly root: string;
  readonly karatEnv: string;
  /** Environment of the caller; URLs in it replace servers. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether APIs take their preferred ports where these are free; else any free ones. Default: false. */
  readonly preferredPorts?: boolean;
  readonly onProgress: OnProgress;
  /** Is told a line for people now and then. */
  readonly say: (line: string) => void;
}

/** A platform that this process keeps. */
export interface Platform {
  readonly record: PlatformRecord;
  readonly services: ReadonlyMap<string, Service>;
  readonly stop: () => Promise<void>;
}

/** File in which a running platform can be found, below its root. */
export function platformFile(root: string): string {
  return join(resolve(root), 'platform.json');
}

/**
 * Starts servers, deploys schemas and topics, and starts every service as a process of its own.
 * @throws PlatformError `provision-failed` with what is missing and what to do about it.
 */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const servers = await startServers(options);
  const services = new Map<string, Service>();
  const file = platformFile(options.root);
  const stop = async (): Promise<void> => {
    withdrawPlatform(file);
    // What writes stops before what it writes to.
    await Promise.all([...services.values()].map((service) => service.stop()));
    await servers.stop();
  };
  try {
    await deployLog(servers, options);
    const tokens = loadTokens(join(resolve(options.root), 'tokens.json'));
    const environment = environmentOf(servers, options, tokenTable(tokens));
    await startServices(services, environment, options);
    const record = { pid: process.pid, environment, tokens, ...addressesOf(services) };
    publishPlatform(file, record);
    return { record, services, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function deployLog(servers: RunningServers, { karatEnv, say }: PlatformOptions) {
  const logger = createLogger({ service: 'deploy', level: 'error' });
  const brokers = (servers.environment['KAFKA_BROKERS'] ?? '').split(',');
  const reader = createLogReader({ brokers });
  try {
    const { topics, subjects, identity } = await deploy({
      environment: karatEnv,
      kafka: createKafka({ brokers, clientId: 'karat-deploy', logger }),
      reader,
      registry: createRegistry(servers.environment['SCHEMA_REGISTRY_URL'] ?? ''),
    });
    const partitions = String(identity.partitions);
    say(
      `deployed ${String(subjects)} schemas, ${String(topics.length)} topics of ${partitions} partitions`,
    );
  } finally {
    await reader.close();
  }
}

function environmentOf(
  servers: RunningServers,
  { root, env }: PlatformOptions,
  apiTokens: string,
): Readonly<Record<string, string>> {
  const models = join(resolve(root), 'models');
  mkdirSync(models, { recursive: true });
  return {
    PATH: env['PATH'] ?? '',
    LOG_LEVEL: env['LOG_LEVEL'] ?? 'info',
    OBJECT_STORE_URL: env['OBJECT_STORE_URL'] ?? pathToFileURL(models).href,
    // Empty is unset: a folder needs neither.
    S3_ACCESS_KEY_ID: env['S3_ACCESS_KEY_ID'] ?? '',
    S3_SECRET_ACCESS_KEY: env['S3_SECRET_ACCESS_KEY'] ?? '',
    STATE_DIR: join(resolve(root), 'states'),
    API_TOKENS: env['API_TOKENS'] ?? apiTokens,
    // Receivers on this machine have no certificates; anywhere else plain HTTP stays refused.
    WEBHOOK_INSECURE_HOSTS: env['WEBHOOK_INSECURE_HOSTS'] ?? '127.0.0.1,localhost',
    ...servers.environment,
  };
}

async function startServices(
  services: Map<string, Service>,
  environment: Readonly<Record<string, string>>,
  options: PlatformOptions,
): Promise<void> {
  await Promise.all(
    SERVICES.map(async (entry) => {
      services.set(entry.name, await startEntry(entry, environment, options));
    }),
  );
  await Promise.all([...services.values()].map((service) => service.ready(60_000)));
}

async function startEntry(
  { name, script, variables, preferredPort, nodeOptions = '' }: ServiceEntry,
  environment: Readonly<Record<string, string>>,
  { workTree, root, preferredPorts = false, say }: PlatformOptions,
): Promise<Service> {
  const given = [...COMMON_VARIABLES, ...variables].map((variable) => {
    return [variable, environment[variable]] as const;
  });
  const isFree = preferredPorts && preferredPort !== null && (await isPortFree(preferredPort));
  const port = isFree ? String(preferredPort) : '0';
  return startService({
    name,
    script: join(workTree, script),
    environment: { ...Object.fromEntries(given), PORT: port, NODE_OPTIONS: nodeOptions },
    logFile: join(resolve(root), 'logs', `${name}.log`),
    restartsOnEnd: true,
    onEnd: ({ code, signal }, restartInMs) => {
      const again = restartInMs === null ? '' : `, started again in ${String(restartInMs)} ms`;
      say(`${name} ended with ${signal ?? String(code)}${again}`);
    },
  });
}

function addressesOf(services: ReadonlyMap<string, Service>): Pick<PlatformRecord, 'apis' | 'ops'> {
  const at = (port: number) => `http://127.0.0.1:${String(port)}`;
  const named = SERVICES.flatMap((entry) => {
    const service = services.get(entry.name);
    return service === undefined ? [] : [{ ...entry, service }];
  });
  return {
    apis: Object.fromEntries(
      named
        .filter(({ preferredPort }) => preferredPort !== null)
        .map(({ name, service }) => [name, at(service.port)]),
    ),
    ops: Object.fromEntries(named.map(({ name, service }) => [name, at(service.opsPort)])),
  };
}
