import { randomUUID } from 'node:crypto';
import rdkafka from 'node-rdkafka';
import type { KafkaConsumer, LibrdKafkaError, Message, MessageHeader } from 'node-rdkafka';
import { PlatformError } from './errors.ts';

/** One record as Kafka holds it, before any decoding. */
export interface RawRecord {
  readonly topic: string;
  readonly partition: number;
  /** Decimal digits: an offset may exceed what a number holds exactly. */
  readonly offset: string;
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Broker's or producer's time, epoch ms. */
  readonly timestamp: number;
}

/**
 * Readable range of a partition: `begin` is the oldest offset kept, `end` the last stable offset,
 * or the high watermark for a consumer that sees what is not committed.
 */
export interface Bounds {
  readonly begin: bigint;
  readonly end: bigint;
}

/** One batch; `atEnd` when nothing committed follows it for now. */
export interface RawBatch {
  readonly records: readonly RawRecord[];
  readonly atEnd: boolean;
}

/** A librdkafka consumer without a group, reading one partition at a time. */
export interface RawConsumer {
  readonly bounds: (topic: string, partition: number) => Promise<Bounds>;
  readonly partitionsOf: (topic: string) => Promise<number>;
  readonly assign: (start: { topic: string; partition: number; from: bigint }) => void;
  readonly next: (maxRecords: number) => Promise<RawBatch>;
  readonly unassign: () => void;
  readonly disconnect: () => Promise<void>;
}

/** Settings of {@link connectRawConsumer}. */
export interface RawConsumerOptions {
  readonly brokers: readonly string[];
  /** Longest wait for the broker's next answer, in ms. */
  readonly timeoutMs: number;
  /** Whether transactions under way and aborted are seen too. Default: false. */
  readonly seesUncommitted?: boolean;
}

/** How long one call into librdkafka may wait, in ms; a short one bounds the end of an empty read. */
const POLL_MS = 20;

/**
 * Connects a consumer that only ever uses `assign`, so its random group never comes to exist.
 * @throws `kafka-unavailable` (retryable) when no broker answers within `timeoutMs`.
 */
export async function connectRawConsumer(options: RawConsumerOptions): Promise<RawConsumer> {
  const { timeoutMs } = options;
  const consumer = createConsumer(options);
  await connect(consumer, timeoutMs);
  consumer.setDefaultConsumeTimeout(POLL_MS);
  let ended = false;
  let target = { topic: '', partition: -1, from: 0 };
  consumer.on('partition.eof', ({ topic, partition, offset }) => {
    if (topic === target.topic && partition === target.partition && offset >= target.from) {
      ended = true;
    }
  });
  // Broker losses arrive here too and are survived by librdkafka; the deadline below judges them.
  consumer.on('event.error', () => undefined);

  // What an earlier assignment had fetched already may still come out.
  const isWanted = ({ topic, partition, offset }: Message): boolean =>
    topic === target.topic && partition === target.partition && offset >= target.from;

  const next = async (maxRecords: number): Promise<RawBatch> => {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const messages = await call<Message[]>('consume', (done) => {
        consumer.consume(maxRecords, done);
      });
      const records = messages.filter(isWanted).map(toRecord);
      if (records.length > 0 || ended) return { records, atEnd: ended };
      if (performance.now() > deadline) throw silent('a record', timeoutMs, target);
    }
  };

  return {
    next,
    bounds: (topic, partition) => queryBounds(consumer, { topic, partition, timeoutMs }),
    partitionsOf: (topic) => countPartitions(consumer, topic, timeoutMs),
    assign: ({ topic, partition, from }) => {
      ended = false;
      target = { topic, partition, from: Number(from) };
      consumer.assign([{ topic, partition, offset: target.from }]);
    },
    unassign: () => {
      consumer.unassign();
    },
    disconnect: () => disconnect(consumer),
  };
}

function createConsumer({ brokers, seesUncommitted = false }: RawConsumerOptions): KafkaConsumer {
  return new rdkafka.KafkaConsumer(
    {
      'metadata.broker.list': brokers.join(','),
      'group.id': `karat-reader-${randomUUID()}`,
      'isolation.level': seesUncommitted ? 'read_uncommitted' : 'read_committed',
      'enable.auto.commit': false,
      'enable.partition.eof': true,
      // The end is known only from an empty answer, and the broker holds that back for this long.
      'fetch.wait.max.ms': 10,
      'queued.max.messages.kbytes': 8_192,
      // A full queue is looked at again after this long; a second, the default, would starve a reader.
      'fetch.queue.backoff.ms': 10,
      'allow.auto.create.topics': false,
    },
    // In the global settings it would be ignored: node-rdkafka passes topic settings of its own.
    { 'auto.offset.reset': 'earliest' },
  );
}

function connect(consumer: KafkaConsumer, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    consumer.connect({ timeout: timeoutMs }, (error: LibrdKafkaError | null | undefined) => {
      if (!error) {
        resolve();
        return;
      }
      consumer.disconnect();
      reject(unavailable('connect', error));
    });
  });
}

interface BoundsQuery {
  readonly topic: string;
  readonly partition: number;
  readonly timeoutMs: number;
}

async function queryBounds(consumer: KafkaConsumer, query: BoundsQuery): Promise<Bounds> {
  const { topic, partition, timeoutMs } = query;
  const found = await call<rdkafka.WatermarkOffsets>('queryWatermarkOffsets', (done) => {
    consumer.queryWatermarkOffsets(topic, partition, timeoutMs, done);
  });
  // With read_committed librdkafka asks for the last stable offset, not the high watermark.
  return { begin: BigInt(found.lowOffset), end: BigInt(found.highOffset) };
}

async function countPartitions(
  consumer: KafkaConsumer,
  topic: string,
  timeoutMs: number,
): Promise<number> {
  const metadata = await call<rdkafka.Metadata>('getMetadata', (done) => {
    consumer.getMetadata({ topic, timeout: timeoutMs }, done);
  });
  return metadata.topics.find(({ name }) => name === topic)?.partitions.length ?? 0;
}

function disconnect(consumer: KafkaConsumer): Promise<void> {
  return new Promise((resolve) => {
    consumer.disconnect(() => {
      resolve();
    });
  });
}

type Done<T> = (error: LibrdKafkaError | null | undefined, result: T) => void;

function call<T>(name: string, start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, result) => {
      if (error) reject(unavailable(name, error));
      else resolve(result);
    });
  });
}

function unavailable(call: string, error: LibrdKafkaError): PlatformError {
  const message = `Kafka did not answer ${call}: ${error.message}`;
  const context = { call, kafkaCode: error.code };
  return new PlatformError('kafka-unavailable', message, {
    cause: error,
    retryable: true,
    context,
  });
}

function silent(what: string, timeoutMs: number, context: Record<string, unknown>): PlatformError {
  const message = `Expected ${what} from Kafka within ${String(timeoutMs)} ms, got nothing`;
  return new PlatformError('kafka-unavailable', message, { retryable: true, context });
}

function toRecord(message: Message): RawRecord {
  const { topic, partition, offset, key, value, headers = [], timestamp = 0 } = message;
  return {
    topic,
    partition,
    offset: String(offset),
    key: typeof key === 'string' ? Buffer.from(key) : (key ?? null),
    value,
    headers: toHeaders(headers),
    timestamp,
  };
}

/** Plain loops: a record of ours has some thirteen headers, and this is most of what reading costs. */
function toHeaders(headers: readonly MessageHeader[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const header of headers) {
    for (const name of Object.keys(header)) texts[name] = header[name]?.toString('utf8') ?? '';
  }
  return texts;
}
