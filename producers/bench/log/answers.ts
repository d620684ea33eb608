import { randomUUID } from 'node:crypto';
import { createBareLoop } from '@karat/infra/bare-loop';
import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { quantilesOf, type Quantiles } from '@karat/infra/quantiles';
import { connectRedis } from '@karat/infra/redis';
import type { TestLog } from '@karat/infra/test-log';
import type { Producer } from 'kafkajs';
import { createOutcomeListener, type OutcomeListener } from '../../src/outcome-listener.ts';
import { messageOf, newInitiation } from './bench-log.ts';
import { runOpenLoop } from './open-loop.ts';
import { withWriterProcess } from './writer-process.ts';

/** A writer at work with somebody who sends it commands and waits for their outcomes. */
export interface Asking {
  /** Times from when commands were due to their outcomes, at a steady rate, for so long. */
  readonly at: (perSecond: number, seconds: number) => Promise<Quantiles>;
}

/** Longest wait for an outcome: one that comes later is not measured but a failure. */
const TIMEOUT_MS = 20_000;

/** Asks in groups of this many milliseconds, because timers are no finer under load. */
const TICK_MS = 10;

/** What asking needs. */
export interface AskingOptions {
  readonly log: TestLog;
  readonly redisUrl: string;
  /** Environment of the writer's process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts a writer in a process of its own, gives it to a task, and ends it: in one process with it
 * whoever asks would take the writer's time.
 */
export async function withAsking<T>(
  { log, redisUrl, environment }: AskingOptions,
  task: (asking: Asking) => Promise<T>,
): Promise<T> {
  const logger = createLogger({ service: 'bench', level: 'error' });
  const redis = await connectRedis(redisUrl, { name: 'bench', logger });
  const instance = randomUUID();
  const listener = await createOutcomeListener({ redis, environment: log.environment, instance });
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  try {
    return await withWriterProcess({ log, environment }, async ({ service }) => {
      const line = { log, producer, listener, instance };
      // Every partition is taken with its first command, which is not what is measured.
      await Promise.all(Array.from({ length: 200 }, () => askGroup(line, 1)));
      const result = await task({ at: (perSecond, seconds) => askAt(line, perSecond, seconds) });
      await service.stop();
      return result;
    });
  } finally {
    listener.close();
    await producer.disconnect();
    redis.disconnect();
  }
}

interface Line {
  readonly log: TestLog;
  readonly producer: Producer;
  readonly listener: OutcomeListener;
  readonly instance: string;
}

async function askAt(line: Line, perSecond: number, seconds: number): Promise<Quantiles> {
  const groupSize = Math.max(1, Math.round((perSecond * TICK_MS) / 1_000));
  const count = Math.ceil((perSecond * seconds) / groupSize);
  const pace = { perSecond: perSecond / groupSize, count };
  return quantilesOf(await runOpenLoop(pace, () => askGroup(line, groupSize)));
}

/** Sends some commands in one request and waits for all their outcomes. */
async function askGroup({ log, producer, listener, instance }: Line, size: number): Promise<void> {
  const commands = Array.from({ length: size }, () => newInitiation(instance));
  const waits = commands.map(({ commandId }) => listener.wait(commandId, TIMEOUT_MS));
  const messages = commands.map((command) => messageOf(log, command));
  await producer.send({ topic: log.topics.commands, acks: -1, messages });
  for (const { outcome, leave } of waits) {
    const heard = await outcome;
    leave();
    if (heard !== null) continue;
    const message = `Expected an outcome within ${String(TIMEOUT_MS)} ms, got none`;
    throw new PlatformError('timeout', message);
  }
}

/** The same pace through bare Kafka: produced, sent on in a transaction, read. */
export async function measureBareTrips(
  { kafka }: TestLog,
  perSecond: number,
  seconds: number,
): Promise<Quantiles> {
  const loop = await createBareLoop(kafka);
  try {
    await loop.trips(20, 1);
    const pace = { perSecond, count: perSecond * seconds };
    return quantilesOf(await runOpenLoop(pace, () => loop.trips(1, 1)));
  } finally {
    await loop.close();
  }
}
