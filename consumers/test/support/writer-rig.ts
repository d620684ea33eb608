import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { RawRecord } from '@karat/infra/log-reader';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import { bodyHashOf, createCommandGateway, type CommandGateway } from '@karat/producers/gateway';
import type { TopicKind } from '@karat/schemas';
import type { ExecutionContext } from 'ava';
import { lifeOf } from './order-lives.ts';

const WRITER = fileURLToPath(
  new URL('../../../../producers/dist/src/bin/writer.js', import.meta.url),
);

/** A log of the test's own that a real writer decides on. */
export interface WriterRig {
  readonly log: TestLog;
  readonly writer: Service;
  /** What `karat` is started with. */
  readonly environmentVariables: Readonly<Record<string, string | undefined>>;
  readonly gateway: CommandGateway;
  /** Sends the commands of an order's life one after the other. */
  readonly live: (orderId: string) => Promise<void>;
  /** Sends a record of a topic again, changed, as somebody would who must not. */
  readonly forge: (kind: TopicKind, change: (record: RawRecord) => RawRecord) => Promise<void>;
  /** All records of a topic, as soon as there are so many. */
  readonly read: (kind: TopicKind, atLeast: number) => Promise<readonly RawRecord[]>;
}

/** Makes a rig on the shared servers and takes it down after the test. */
export async function createWriterRig(t: ExecutionContext): Promise<WriterRig> {
  const servers = testServers(process.env);
  const log = await deployTestLog(servers);
  t.teardown(log.close);
  const folder = await mkdtemp(join(tmpdir(), 'karat-check-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const environmentVariables = { ...process.env, KARAT_ENV: log.environment, STATE_DIR: folder };
  const writer = await startService({
    name: 'writer',
    script: WRITER,
    environment: environmentVariables,
    logFile: join(folder, 'writer.log'),
  });
  t.teardown(() => writer.kill9());
  await writer.ready();
  const gateway = await connectGateway(t, log, servers.redisUrl);
  return {
    log,
    writer,
    environmentVariables,
    gateway,
    live: (orderId) => live(gateway, orderId),
    forge: (kind, change) => forge(log, kind, change),
    read: (kind, atLeast) =>
      eventually(async () => {
        const all = await readAll(log, kind);
        return all.length >= atLeast && all;
      }),
  };
}

async function connectGateway(
  t: ExecutionContext,
  log: TestLog,
  redisUrl: string,
): Promise<CommandGateway> {
  const logger = createLogger({ service: 'test', level: 'error' });
  const redis = await connectRedis(redisUrl, { name: 'test', logger });
  t.teardown(() => {
    redis.disconnect();
  });
  const gateway = await createCommandGateway({
    ...log,
    redis,
    partitions: log.identity.partitions,
    instance: 'test',
    timeoutMs: 20_000,
  });
  t.teardown(gateway.close);
  return gateway;
}

async function live(gateway: CommandGateway, orderId: string): Promise<void> {
  for (const [index, { command, role }] of lifeOf().entries()) {
    await gateway.execute({
      commandId: `${orderId}/${String(index)}`,
      orderId,
      actor: { role, id: 'anna' },
      command,
      expectedVersion: null,
      bodyHash: bodyHashOf(command),
      correlationId: orderId,
      causationId: null,
      traceparent: null,
      sentAt: Date.now(),
    });
  }
}

async function forge(
  log: TestLog,
  kind: TopicKind,
  change: (record: RawRecord) => RawRecord,
): Promise<void> {
  const [first] = await readAll(log, kind);
  if (first === undefined) throw new TypeError(`Expected a record in ${kind}, got none`);
  const { partition, key, value, headers } = change(first);
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const message = { partition, key, value, headers: { ...headers } };
  await producer.send({ topic: log.topics[kind], messages: [message] });
  await producer.disconnect();
}

async function readAll({ reader, topics }: TestLog, kind: TopicKind) {
  const all: RawRecord[] = [];
  for await (const batch of reader.readTopic(topics[kind])) all.push(...batch);
  return all;
}
