import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import rdkafka, { type LibrdKafkaError, type MessageHeader, type Producer } from 'node-rdkafka';

/** A record for a partition that its maker has chosen. */
export interface BulkRecord {
  readonly partition: number;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Writes very many records into one topic, those of a partition in the order they are given. */
export interface BulkProducer {
  /** Hands records over; waits while too many are under way. */
  readonly send: (records: Iterable<BulkRecord>) => Promise<void>;
  /** Waits until the broker has answered for all, and disconnects. @throws `kafka-unavailable`. */
  readonly end: () => Promise<void>;
}

/** Records under way at most: they are copies outside the heap, of about 1 KiB each. */
const MAX_QUEUED = 50_000;
/** How long a full queue is left to drain, in ms. */
const DRAIN_MS = 5;
/** Longest wait for the broker, in ms. */
const TIMEOUT_MS = 60_000;

/**
 * A producer of librdkafka, which builds requests on a thread of its own; kafkajs takes three times
 * as much of the processor. Nobody is told of single deliveries, for that would be a call a record:
 * the caller counts what the log holds in the end.
 */
export async function openBulkProducer(
  brokers: readonly string[],
  topic: string,
): Promise<BulkProducer> {
  const producer = new rdkafka.Producer(
    {
      'metadata.broker.list': brokers.join(','),
      // Idempotent, so that a request that is repeated neither doubles nor overtakes another.
      'enable.idempotence': true,
      'linger.ms': 20,
      'batch.size': 1_000_000,
      'queue.buffering.max.messages': MAX_QUEUED,
    },
    { acks: -1, 'message.timeout.ms': TIMEOUT_MS },
  );
  // Losses of the broker are survived by librdkafka; after what is not, `produce` throws.
  producer.on('event.error', () => undefined);
  await call('connect', (done) => producer.connect({ timeout: TIMEOUT_MS }, done));
  const target = { producer, topic, pair: createPairs() };
  return {
    send: async (records) => {
      // What is delivered leaves the queue only when it is asked after.
      producer.poll();
      for (const record of records) {
        while (!isQueued(target, record)) {
          await delay(DRAIN_MS);
          producer.poll();
        }
      }
    },
    end: async () => {
      await call('flush', (done) => producer.flush(TIMEOUT_MS, done));
      await call('disconnect', (done) => producer.disconnect(done));
    },
  };
}

interface Target {
  readonly producer: Producer;
  readonly topic: string;
  readonly pair: (name: string, value: string) => MessageHeader;
}

/** Makes headers; the same object again while a value stays as it was, as most of an event do. */
function createPairs(): Target['pair'] {
  const last = new Map<string, MessageHeader>();
  return (name, value) => {
    const known = last.get(name);
    if (known?.[name] === value) return known;
    const made = { [name]: value };
    last.set(name, made);
    return made;
  };
}

/** Whether the queue had room for a record. */
function isQueued({ producer, topic, pair }: Target, record: BulkRecord): boolean {
  const { partition, key, value, headers } = record;
  try {
    const pairs = Object.keys(headers).map((name) => pair(name, headers[name] ?? ''));
    producer.produce(topic, partition, value, key, null, undefined, pairs);
    return true;
  } catch (error) {
    const { code } = error as LibrdKafkaError;
    if (code !== rdkafka.CODES.ERRORS.ERR__QUEUE_FULL) throw error;
    return false;
  }
}

type Done = (error: LibrdKafkaError | null | undefined) => void;

function call(name: string, start: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    start((error) => {
      if (error) reject(unavailable(name, error));
      else resolve();
    });
  });
}

function unavailable(name: string, cause: LibrdKafkaError): PlatformError {
  const message = `Expected Kafka to answer ${name}, got: ${cause.message}`;
  return new PlatformError('kafka-unavailable', message, { cause });
}
