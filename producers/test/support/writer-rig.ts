import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureTopics } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog, type TestLogOptions } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import type { OrderCommand, RawRecord, ReadEvent, Role } from '@karat/schemas';
import { decodeEvents, decodeReceipts, type Codec, type ReadReceipt } from '@karat/schemas/codec';
import type { ExecutionContext } from 'ava';
import {
  bodyHashOf,
  createCommandGateway,
  type CommandGateway,
  type CommandGatewayOptions,
  type SendableCommand,
} from '../../src/command-gateway.ts';

const WRITER = fileURLToPath(new URL('../../src/bin/writer.js', import.meta.url));

/** A log of the test's own with a gateway and as many writer processes as it starts. */
export interface WriterRig {
  readonly log: TestLog;
  readonly gateway: CommandGateway;
  readonly startWriter: (instance: string) => Promise<Service>;
  /** All events, as soon as there are so many. */
  readonly readEvents: (atLeast: number) => Promise<readonly ReadEvent[]>;
  /** All receipts, as soon as there are so many. */
  readonly readReceipts: (atLeast: number) => Promise<readonly ReadReceipt[]>;
  /** Folder of everything that the writers keep on disk. */
  readonly folder: string;
  /** Makes the states topic anew, as if it had been lost. */
  readonly emptyStatesTopic: () => Promise<void>;
}

/** How a rig is made. */
export interface WriterRigOptions extends TestLogOptions {
  readonly gateway?: Partial<CommandGatewayOptions>;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createWriterRig(
  t: ExecutionContext,
  { gateway: gatewayOptions = {}, ...options }: WriterRigOptions = {},
): Promise<WriterRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers, options);
  t.teardown(log.close);
  const logger = createLogger({ service: 'test', level: 'error' });
  const redis = await connectRedis(servers.redisUrl, { name: 'test', logger });
  t.teardown(() => {
    redis.disconnect();
  });
  const { kafka, codec, environment, topics, identity } = log;
  const gateway = await createCommandGateway({
    kafka,
    redis,
    codec,
    environment,
    topics,
    partitions: identity.partitions,
    instance: 'test',
    timeoutMs: 20_000,
    ...gatewayOptions,
  });
  t.teardown(gateway.close);
  const folder = await mkdtemp(join(tmpdir(), 'karat-writer-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return {
    log,
    gateway,
    startWriter: (instance) => startWriter(t, { instance, folder, environment }),
    readEvents: (atLeast) => readWhen(atLeast, () => readAll(log, log.topics.events, decodeEvents)),
    readReceipts: (atLeast) =>
      readWhen(atLeast, () => readAll(log, log.topics.receipts, decodeReceipts)),
    folder,
    emptyStatesTopic: () => emptyTopic(log, log.topics.states),
  };
}

async function startWriter(
  t: ExecutionContext,
  {
    instance,
    folder,
    environment,
  }: Readonly<Record<'instance' | 'folder' | 'environment', string>>,
): Promise<Service> {
  const service = await startService({
    name: instance,
    script: WRITER,
    environment: {
      ...process.env,
      KARAT_ENV: environment,
      STATE_DIR: folder,
      WRITER_INSTANCE: instance,
    },
    logFile: join(folder, `${instance}.log`),
  });
  t.teardown(() => service.kill9());
  await service.ready();
  return service;
}

/**
 * A commit is answered before its markers stand in every partition, so a reader that asks at once
 * may not see its records yet.
 */
async function readWhen<T>(
  atLeast: number,
  read: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  return eventually(
    async () => {
      const all = await read();
      return all.length >= atLeast && all;
    },
    { timeoutMs: 60_000, intervalMs: 200 },
  );
}

async function readAll<T>(
  { reader, codec }: TestLog,
  topic: string,
  decode: (codec: Codec, batch: readonly RawRecord[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const batch of reader.readTopic(topic)) all.push(...(await decode(codec, batch)));
  return all;
}

async function emptyTopic({ kafka, identity }: TestLog, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  // The broker deletes in the background, and lists the topic until it has.
  await eventually(async () => !(await admin.listTopics()).includes(topic));
  await ensureTopics(admin, [{ topic, partitions: identity.partitions }]);
  await admin.disconnect();
}

/** A command as an API would make it. */
export function commandOf(
  orderId: string,
  commandId: string,
  asked: { readonly command: OrderCommand; readonly role: Role; readonly actorId?: string },
): SendableCommand {
  const { command, role, actorId = role } = asked;
  return {
    commandId,
    orderId,
    command,
    actor: { role, id: actorId },
    expectedVersion: null,
    bodyHash: bodyHashOf(command),
    correlationId: commandId,
    causationId: null,
    traceparent: null,
    sentAt: Date.now(),
  };
}
