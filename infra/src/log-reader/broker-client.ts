import { setTimeout as delay } from 'node:timers/promises';
import BrokerPool from 'kafkajs/src/cluster/brokerPool.js';
import type { Broker } from 'kafkajs/src/cluster/brokerPool.js';
import connectionPoolBuilder from 'kafkajs/src/cluster/connectionPoolBuilder.js';
import loggers from 'kafkajs/src/loggers/index.js';
import createSocketFactory from 'kafkajs/src/network/socketFactory.js';
import { PlatformError } from '../errors.ts';
import { createLeaders, type TopicPartition } from './leaders.ts';

/** Settings of {@link createBrokerClient}. */
export interface BrokerClientOptions {
  readonly brokers: readonly string[];
  /** Longest time that a call may take, however often it is tried, in ms. */
  readonly timeoutMs: number;
}

/** Requests to whichever broker leads a partition. */
export interface BrokerClient {
  /**
   * Asks the leader of a partition, again and of a newly found leader when it fails.
   * @throws `kafka-unavailable` (retryable) when nothing came of it in time; what `ask` throws as a
   * PlatformError at once; `aborted` after {@link BrokerClient.close}.
   */
  readonly ask: <T>(place: TopicPartition, ask: (broker: Broker) => Promise<T>) => Promise<T>;
  /** How many partitions a topic has; 0 when it does not exist. @throws `kafka-unavailable`. */
  readonly partitionsOf: (topic: string) => Promise<number>;
  readonly close: () => Promise<void>;
}

/** Longest wait for a connection, in ms. */
const CONNECTION_TIMEOUT_MS = 5_000;
/** Pause before something is asked again, in ms: a new leader is there within moments. */
const RETRY_DELAY_MS = 50;

/** A client that connects when it is first asked. */
export function createBrokerClient({ brokers, timeoutMs }: BrokerClientOptions): BrokerClient {
  const pool = createPool(brokers, timeoutMs);
  const leaders = createLeaders(pool);
  let closed = false;

  const untilAnswered = async <T>(what: string, attempt: () => Promise<T>): Promise<T> => {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      if (closed) throw new PlatformError('aborted', 'The log reader is closed');
      try {
        return await attempt();
      } catch (cause) {
        if (cause instanceof PlatformError) throw cause;
        if (performance.now() > deadline) throw unavailable(what, timeoutMs, cause);
      }
      await delay(RETRY_DELAY_MS);
    }
  };

  return {
    ask: (place, ask) =>
      untilAnswered(`${place.topic}/${String(place.partition)}`, async () => {
        try {
          return await ask(await leaders.leaderOf(place));
        } catch (error) {
          leaders.forget(place.topic);
          throw error;
        }
      }),
    partitionsOf: (topic) =>
      untilAnswered(topic, async () => {
        try {
          return await leaders.partitionsOf(topic);
        } catch (error) {
          if (typeOf(error) === 'UNKNOWN_TOPIC_OR_PARTITION') return 0;
          throw error;
        }
      }),
    close: async () => {
      closed = true;
      await pool.disconnect();
    },
  };
}

function createPool(brokers: readonly string[], timeoutMs: number): BrokerPool {
  // What fails is told by the error that the caller gets.
  const logger = loggers.createLogger({ level: 0, logCreator: () => () => undefined });
  const builder = connectionPoolBuilder({
    socketFactory: createSocketFactory(),
    brokers,
    clientId: 'karat-log-reader',
    connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, timeoutMs),
    requestTimeout: timeoutMs,
    enforceRequestTimeout: true,
    logger,
  });
  // It is tried again by us, since only we know until when.
  const retry = { retries: 0 };
  return new BrokerPool({
    connectionPoolBuilder: builder,
    logger,
    retry,
    allowAutoTopicCreation: false,
  });
}

/** kafkajs names Kafka's error in `type`, and wraps it when it gives up. */
function typeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined;
  return Reflect.get(error, 'type') ?? typeOf(Reflect.get(error, 'cause'));
}

function unavailable(what: string, timeoutMs: number, cause: unknown): PlatformError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Expected an answer of ${what} within ${String(timeoutMs)} ms, got: ${reason}`;
  return new PlatformError('kafka-unavailable', message, { cause, retryable: true });
}
