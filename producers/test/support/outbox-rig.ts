import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@karat/infra/logger';
import { connectMongo } from '@karat/infra/mongo';
import { connectRedis } from '@karat/infra/redis';
import { startService, type Service } from '@karat/infra/services';
import { createTelemetry } from '@karat/infra/telemetry';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import type { RawRecord, ReadCommand, ReadEvent } from '@karat/schemas';
import { decodeCommands, decodeEvents, type Codec } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import type { Db } from 'mongodb';
import type { CommandGateway } from '../../src/command-gateway.ts';
import { createOutcomeListener } from '../../src/outcome-listener.ts';
import {
  openOutboxCollections,
  type OutboxCollections,
} from '../../src/outbox/outbox-collections.ts';
import { createOutboxGateway, type OutboxGatewayOptions } from '../../src/outbox/outbox-gateway.ts';
import { createRelayMetrics } from '../../src/outbox/relay-metrics.ts';
import {
  startOutboxRelay,
  type OutboxRelay,
  type OutboxRelayOptions,
} from '../../src/outbox/start-outbox-relay.ts';

const WRITER = fileURLToPath(new URL('../../src/bin/writer.js', import.meta.url));
const RELAY = fileURLToPath(new URL('../../src/bin/outbox.js', import.meta.url));
const silent = createLogger({ service: 'test', level: 'silent' });

/** An outbox of the test's own before a log of its own. */
export interface OutboxRig extends OutboxCollections {
  readonly log: TestLog;
  /** Connects another gateway, as another process of the storefront would. */
  readonly newGateway: (changes?: Partial<OutboxGatewayOptions>) => Promise<CommandGateway>;
  /** Starts a relay in this process. */
  readonly startRelay: (changes?: Partial<OutboxRelayOptions>) => Promise<OutboxRelay>;
  /** Starts a relay as a process of its own; it may have trouble, so nobody waits until it is ready. */
  readonly startRelayProcess: (instance: string) => Promise<Service>;
  /** Starts a writer as a process of its own. */
  readonly startWriter: () => Promise<Service>;
  /** All events in the log, as soon as there are so many. */
  readonly readEvents: (atLeast: number) => Promise<readonly ReadEvent[]>;
  /** All commands in the log, as soon as there are so many. */
  readonly readCommands: (atLeast: number) => Promise<readonly ReadCommand[]>;
  /** Number of rows that wait. */
  readonly waiting: () => Promise<number>;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createOutboxRig(t: ExecutionContext): Promise<OutboxRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const mongoUrl = mongoUrlFor(servers.mongoUrl, `${log.environment}_own_shop`);
  const mongo = await connectMongo(mongoUrl, { name: 'test', logger: silent });
  t.teardown(async () => {
    await mongo.db.dropDatabase();
    await mongo.close();
  });
  const collections = await openOutboxCollections(mongo.db);
  return {
    ...collections,
    log,
    newGateway: (changes) => newGateway(t, { log, db: mongo.db, changes }),
    startRelay: async (changes) => {
      const relay = await startOutboxRelay({
        db: mongo.db,
        kafka: log.kafka,
        topic: log.topics.commands,
        partitions: log.identity.partitions,
        instance: 'relay',
        logger: silent,
        metrics: createRelayMetrics(createTelemetry('test')),
        onTrouble: () => undefined,
        ...changes,
      });
      t.teardown(relay.close);
      return relay;
    },
    startRelayProcess: (instance) =>
      startProcess(t, RELAY, {
        KARAT_ENV: log.environment,
        MONGO_OWN_SHOP_URL: mongoUrl,
        OUTBOX_INSTANCE: instance,
      }),
    startWriter: async () => {
      const writer = await startProcess(t, WRITER, { KARAT_ENV: log.environment });
      await writer.ready(60_000);
      return writer;
    },
    readEvents: (atLeast) =>
      readAll(log, atLeast, { topic: log.topics.events, decode: decodeEvents }),
    readCommands: (atLeast) =>
      readAll(log, atLeast, { topic: log.topics.commands, decode: decodeCommands }),
    waiting: () => collections.outbox.countDocuments({ publishedAt: null }),
  };
}

async function newGateway(
  t: ExecutionContext,
  place: {
    readonly log: TestLog;
    readonly db: Db;
    readonly changes: Partial<OutboxGatewayOptions> | undefined;
  },
): Promise<CommandGateway> {
  const { log, db, changes } = place;
  const { redisUrl } = testServers(process.env);
  const redis = await connectRedis(redisUrl, { name: 'test', logger: silent });
  t.teardown(() => {
    redis.disconnect();
  });
  const { environment, codec } = log;
  const instance = `test-${crypto.randomUUID()}`;
  const outcomes = await createOutcomeListener({ redis, environment, instance });
  // A gateway that is given another listener closes that one, and this one's pulse would go on for ever.
  t.teardown(outcomes.close);
  const gateway = await createOutboxGateway({
    db,
    codec,
    outcomes,
    instance,
    timeoutMs: 20_000,
    ...changes,
  });
  t.teardown(gateway.close);
  return gateway;
}

async function startProcess(
  t: ExecutionContext,
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-outbox-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const service = await startService({
    name: 'process',
    script,
    environment: { ...process.env, STATE_DIR: folder, ...environment },
    logFile: join(folder, 'process.log'),
  });
  t.teardown(() => service.kill9());
  return service;
}

async function readAll<T>(
  { reader, codec }: TestLog,
  atLeast: number,
  what: {
    readonly topic: string;
    readonly decode: (codec: Codec, batch: readonly RawRecord[]) => Promise<readonly T[]>;
  },
): Promise<readonly T[]> {
  return eventually(
    async () => {
      const all: T[] = [];
      for await (const batch of reader.readTopic(what.topic)) {
        all.push(...(await what.decode(codec, batch)));
      }
      return all.length >= atLeast && all;
    },
    { timeoutMs: 60_000, intervalMs: 200 },
  );
}
