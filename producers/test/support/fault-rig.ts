import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createKafka } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, testServers, type TestServers } from '@karat/infra/testing';
import type { ExecutionContext } from 'ava';
import { createCommandGateway, type CommandGateway } from '../../src/command-gateway.ts';
import { startLoad, type LoadOptions, type RunningLoad } from './order-load.ts';
import { proveWhole } from './prove.ts';
import { ruinVariables, untilRuined, type Ruin } from './ruin.ts';

const WRITER = fileURLToPath(new URL('../../src/bin/writer.js', import.meta.url));

/** How long an API of these tests waits for an outcome before it asks again, milliseconds. */
const OUTCOME_TIMEOUT_MS = 4_000;

/** A log, a gateway and writers, of which something is about to be broken. */
export interface FaultRig {
  readonly log: TestLog;
  readonly gateway: CommandGateway;
  /** Folder of everything that the writers keep on disk. */
  readonly folder: string;
  /** Starts a writer and waits until it is ready. */
  readonly startWriter: (instance: string) => Promise<Service>;
  /** Starts a writer that something happens to; it may never become ready. */
  readonly startRuined: (instance: string, ruin: Ruin) => Promise<Service>;
  /** Waits until that has happened. */
  readonly untilRuined: (ruin: Ruin) => Promise<void>;
  readonly load: (options: LoadOptions) => RunningLoad;
  /** Lines that a writer has logged, as text. */
  readonly logOf: (instance: string) => Promise<string>;
  /** Waits for the load's end and proves that the log is whole. */
  readonly prove: (load: RunningLoad) => Promise<void>;
}

/** Resolves when a load has heard so many outcomes: it is under way, and far from its end. */
export async function untilHeard(load: RunningLoad, outcomes: number): Promise<void> {
  await eventually(() => load.heard.length >= outcomes, { timeoutMs: 60_000 });
}

/** Servers as services reach them, and as the test itself does. */
export interface FaultRigOptions {
  /** Default: the servers of the test run. */
  readonly services?: Pick<TestServers, 'brokers' | 'registryUrl' | 'redisUrl'>;
  /** Default: as the services do. */
  readonly direct?: Pick<TestServers, 'brokers' | 'registryUrl' | 'redisUrl'>;
  /** Partitions of the log. Default: 3. */
  readonly partitions?: number;
}

/** Makes a rig and takes it down after the test. */
export async function createFaultRig(
  t: ExecutionContext,
  options: FaultRigOptions = {},
): Promise<FaultRig> {
  const services = options.services ?? testServers(process.env);
  const direct = options.direct ?? services;
  const { partitions = 3 } = options;
  const log = await deployTestLog({ ...direct, mongoUrl: '' }, { partitions });
  t.teardown(log.close);
  const gateway = await openGateway(t, log, services);
  const folder = await mkdtemp(join(tmpdir(), 'karat-fault-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const start = (instance: string, ruin?: Ruin) =>
    startWriter(t, {
      instance,
      folder,
      environment: {
        PATH: process.env['PATH'],
        KARAT_ENV: log.environment,
        KAFKA_BROKERS: services.brokers.join(','),
        SCHEMA_REGISTRY_URL: services.registryUrl,
        REDIS_URL: services.redisUrl,
        STATE_DIR: folder,
        WRITER_INSTANCE: instance,
        ...(ruin === undefined ? {} : ruinVariables(ruin, folder)),
      },
    });
  return {
    log,
    gateway,
    folder,
    startWriter: async (instance) => {
      const writer = await start(instance);
      await writer.ready(60_000);
      return writer;
    },
    startRuined: start,
    untilRuined: (ruin) => untilRuined(folder, ruin),
    logOf: (instance) => readFile(join(folder, `${instance}.log`), 'utf8'),
    load: (wanted) => startLoad(gateway, wanted),
    prove: async (load) => {
      await load.done;
      await proveWhole(t, { log, servers: direct, load });
    },
  };
}

async function openGateway(
  t: ExecutionContext,
  log: TestLog,
  { brokers, redisUrl }: Pick<TestServers, 'brokers' | 'redisUrl'>,
): Promise<CommandGateway> {
  const logger = createLogger({ service: 'test', level: 'silent' });
  const redis = await connectRedis(redisUrl, { name: 'test', logger });
  t.teardown(() => {
    redis.disconnect();
  });
  const gateway = await createCommandGateway({
    ...log,
    kafka: createKafka({ brokers, clientId: 'test-gateway', logger }),
    redis,
    partitions: log.identity.partitions,
    instance: 'test',
    timeoutMs: OUTCOME_TIMEOUT_MS,
    sendTimeoutMs: OUTCOME_TIMEOUT_MS,
  });
  t.teardown(gateway.close);
  return gateway;
}

async function startWriter(
  t: ExecutionContext,
  {
    instance,
    folder,
    environment,
  }: {
    readonly instance: string;
    readonly folder: string;
    readonly environment: Readonly<Record<string, string | undefined>>;
  },
): Promise<Service> {
  const logFile = join(folder, `${instance}.log`);
  const service = await startService({ name: instance, script: WRITER, environment, logFile });
  // One that was stopped by a signal answers to nothing but this.
  t.teardown(() => service.kill9());
  return service;
}

/** Wakes a sleeping process where it fell asleep. */
export function wake(writer: Service): void {
  process.kill(writer.pid ?? 0, 'SIGCONT');
}
