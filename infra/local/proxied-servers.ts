import { join } from 'node:path';
import { Toxiproxy } from 'toxiproxy-node-client';
import { PlatformError } from '../src/errors.ts';
import { findFreePort } from './processes/free-port.ts';
import { isAlive } from './processes/process-identity.ts';
import { waitUntil } from './processes/wait-until.ts';
import { PART_FACTS, type ServerPart } from './servers/part.ts';
import { readRunning } from './servers/running-record.ts';
import { startServers, type RunningServers, type StartServersOptions } from './servers.ts';
import { createServerProxy, type ServerProxy } from './server-proxy.ts';

/** A server of a test's own that can be lost in every way, and comes back on the same ports. */
export interface ProxiedServer extends Pick<ServerProxy, 'cut' | 'swallow' | 'delay' | 'heal'> {
  /** The address that leads past the proxy. */
  readonly directUrl: string;
  /** The address through the proxy. */
  readonly url: string;
  /** Ends it as a power cut would; it keeps what it had written. */
  readonly kill9: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** The parts that services reach over TCP and that a proxy can stand before. */
export type ProxiedPart = 'kafka' | 'registry' | 'redis';

/** Servers of a test's own, each behind a proxy. */
export interface ProxiedServers extends Readonly<Record<ProxiedPart, ProxiedServer>> {
  readonly stop: () => Promise<void>;
}

/** What starting them is given. */
export type ProxiedServersOptions = Pick<StartServersOptions, 'root' | 'env' | 'onProgress'>;

/**
 * Starts Kafka, the registry and Redis on data of their own, with Toxiproxy before each; for tests that break them,
 * which the shared servers of a test run would not survive.
 * @throws PlatformError `provision-failed`, as {@link startServers}.
 */
export async function startProxiedServers(options: ProxiedServersOptions): Promise<ProxiedServers> {
  const alone = { ...options, env: withoutAddresses(options.env), karatEnv: 'test' };
  // A folder of its own for each: starts in one folder take turns, and each is stopped by itself.
  const startOne = (part: ServerPart, more: Partial<StartServersOptions> = {}) =>
    startServers({ ...alone, ...more, root: join(options.root, part), only: [part] });
  const control = await startOne('toxiproxy');
  const toxiproxy = new Toxiproxy(urlIn(control, 'toxiproxy'));
  const [port, advertisedPort] = [await findFreePort(), await findFreePort()];
  const proxiedKafka = { port, advertisedPort };
  const running: RunningServers[] = [control];
  const launch = async (part: ProxiedPart): Promise<ProxiedServer> => {
    const start = async () => {
      const servers = await startOne(part, { proxiedKafka });
      running.push(servers);
      return urlIn(servers, part);
    };
    const directUrl = await start();
    const behind = part === 'kafka' ? `127.0.0.1:${String(port)}` : hostIn(directUrl);
    const listen = part === 'kafka' ? advertisedPort : await findFreePort();
    const proxy = await createServerProxy(toxiproxy, { name: part, listen, upstream: behind });
    const url = directUrl.replace(hostIn(directUrl), `127.0.0.1:${String(listen)}`);
    const record = join(options.root, part, 'servers', part, 'running.json');
    return {
      ...proxy,
      directUrl,
      url,
      kill9: () => kill9(record),
      start: async () => {
        await start();
      },
    };
  };
  const stop = async () => {
    await Promise.all(running.map((servers) => servers.stop()));
  };
  try {
    const [kafka, registry, redis] = await Promise.all([
      launch('kafka'),
      launch('registry'),
      launch('redis'),
    ]);
    return { kafka, registry, redis, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The servers of the test run must be left alone: their addresses would be taken for given ones. */
function withoutAddresses(env: StartServersOptions['env']): StartServersOptions['env'] {
  const addresses = new Set(Object.values(PART_FACTS).map(({ variable }) => variable));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !addresses.has(name)));
}

function urlIn({ environment }: RunningServers, part: ServerPart): string {
  return environment[PART_FACTS[part].variable] ?? '';
}

/** `host:port` of an address with or without a scheme. */
function hostIn(url: string): string {
  return /(?:\/\/)?([^/:@]+:\d+)/.exec(url)?.[1] ?? url;
}

async function kill9(record: string): Promise<void> {
  const running = readRunning(record);
  if (running === null) return;
  process.kill(running.server.pid, 'SIGKILL');
  const expectGone = () => {
    if (!isAlive(running.server)) return;
    throw new PlatformError('provision-failed', 'it is still alive');
  };
  await waitUntil(expectGone, { what: 'a killed server to end', timeoutMs: 10_000 });
}
