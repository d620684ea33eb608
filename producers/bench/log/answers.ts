import { randomUUID } from 'node:crypto';
import { createBareLoop } from '@karat/infra/bare-loop';
import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import { createLogger } from '@karat/infra/logger';
import { quantilesOf, type Quantiles } from '@karat/infra/quantiles';
import { connectRedis } from '@karat/infra/redis';
import type { TestLog } from '@karat/infra/test-log';
import type { CommandEnvelope } from '@karat/schemas';
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

/** After how long without an outcome its command is sent again: Redis may lose one, no receipt. */
const TIMEOUT_MS = 20_000;

/** How often a command is sent before its outcome counts as lost. */
const ATTEMPTS = 3;

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
async function askGroup(line: Line, size: number): Promise<void> {
  let open = Array.from({ length: size }, () => newInitiation(line.instance));
  for (let attempt = 0; open.length > 0; attempt += 1) {
    if (attempt === ATTEMPTS) throw lostOutcome(open.length);
    open = await askOnce(line, open);
  }
}

/** Gives the commands whose outcomes were not heard of in time. */
async function askOnce(
  { log, producer, listener }: Line,
  commands: readonly CommandEnvelope[],
): Promise<CommandEnvelope[]> {
  const waits = commands.map(({ commandId }) => listener.wait(commandId, TIMEOUT_MS));
  const messages = commands.map((command) => messageOf(log, command));
  await producer.send({ topic: log.topics.commands, acks: -1, messages });
  const outcomes = await Promise.all(waits.map(({ outcome }) => outcome));
  for (const { leave } of waits) leave();
  return commands.filter((_command, index) => outcomes[index] === null);
}

function lostOutcome(count: number): PlatformError {
  const sent = `after each was sent ${String(ATTEMPTS)} times`;
  const message = `Expected an outcome of every command, got none of ${String(count)} ${sent}`;
  return new PlatformError('timeout', message);
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
