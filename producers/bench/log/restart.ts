import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { connectRedis } from '@karat/infra/redis';
import type { Service } from '@karat/infra/services';
import type { TestLog } from '@karat/infra/test-log';
import { createOutcomeListener, type OutcomeListener } from '../../src/outcome-listener.ts';
import { initiationIn, messageOf } from './bench-log.ts';
import { seedOrders } from './seed-orders.ts';
import { withWriterProcess, type WriterProcess } from './writer-process.ts';

/** How a writer process begins again with so many orders in the log. */
export interface Restarts {
  /** From the start of the process to the first decision in the last partition, seconds. */
  readonly cleanSeconds: number;
  readonly killedSeconds: number;
  readonly emptyDiskSeconds: number;
  /** Reading and decoding the states topic and nothing else, seconds. */
  readonly readingSeconds: number;
  /** Memory of the process that no file backs, after all of it, mebibytes. */
  readonly rssAnonMebibytes: number;
}

/** What a restart is measured with. */
export interface RestartOptions {
  readonly log: TestLog;
  readonly orders: number;
  /** Environment of the writer's process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly redisUrl: string;
  readonly say: (line: string) => void;
}

/** Fills an empty log with orders and starts the writer's process in every way there is. */
export async function measureRestarts(options: RestartOptions): Promise<Restarts> {
  const { log, orders, environment, redisUrl, say } = options;
  await seedOrders(log, orders, say);
  const logger = createLogger({ service: 'bench', level: 'error' });
  const redis = await connectRedis(redisUrl, { name: 'bench', logger });
  const instance = randomUUID();
  const listener = await createOutcomeListener({ redis, environment: log.environment, instance });
  try {
    return await withWriterProcess({ log, environment }, (writer) =>
      restartInEveryWay({ ...writer, log, listener, instance }),
    );
  } finally {
    listener.close();
    redis.disconnect();
  }
}

interface Bench extends WriterProcess {
  readonly log: TestLog;
  readonly listener: OutcomeListener;
  readonly instance: string;
}

async function restartInEveryWay(bench: Bench): Promise<Restarts> {
  const { log, service, states } = bench;
  // The first start may fall into the broker's own preparations for new topics and a new group.
  await firstDecisions(bench);
  await service.stop();
  const cleanSeconds = await secondsOf(() => startAndDecide(bench));
  await service.kill9();
  const killedSeconds = await secondsOf(() => startAndDecide(bench));
  await service.stop();
  await rm(states, { recursive: true });
  const emptyDiskSeconds = await secondsOf(() => startAndDecide(bench));
  const rssAnonMebibytes = await rssAnonOf(service);
  const readingSeconds = await secondsOf(() => readStates(log));
  return { cleanSeconds, killedSeconds, emptyDiskSeconds, readingSeconds, rssAnonMebibytes };
}

async function startAndDecide(bench: Bench): Promise<void> {
  await Promise.all([bench.service.restart(), firstDecisions(bench)]);
}

async function secondsOf(task: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await task();
  return Math.round(performance.now() - startedAt) / 1_000;
}

/** Longest wait for the first decisions: past this something is broken. */
const TIMEOUT_MS = 15 * 60_000;

/** Sends a command to every partition and waits for all outcomes. */
async function firstDecisions({ log, listener, instance }: Bench): Promise<void> {
  const { partitions } = log.identity;
  const commands = Array.from({ length: partitions }, (_, partition) =>
    initiationIn(partition, partitions, instance),
  );
  const waits = commands.map(({ commandId }) => listener.wait(commandId, TIMEOUT_MS));
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = commands.map((command) => messageOf(log, command));
  await producer.send({ topic: log.topics.commands, acks: -1, messages });
  await producer.disconnect();
  for (const { outcome, leave } of waits) {
    const heard = await outcome;
    leave();
    if (heard === null) throw new PlatformError('timeout', 'Expected a first decision, got none');
  }
}

async function readStates({ reader, topics, codec }: TestLog): Promise<void> {
  for await (const batch of reader.readTopic(topics.states)) {
    await codec.prepare(batch.map(({ value }) => value));
    for (const { value } of batch) codec.decode(value);
  }
}

/** @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
async function rssAnonOf({ pid }: Service): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kibibytes = Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]);
  return Math.round(kibibytes / 1_024);
}
