import { Kafka, logLevel } from 'kafkajs';
import type { Admin, ICustomPartitioner, LogEntry } from 'kafkajs';
import { PlatformError } from './errors.ts';
import type { Logger } from './logger.ts';
import { retry } from './retry.ts';

/** Settings of {@link createKafka}. */
export interface KafkaOptions {
  /** `host:port` of brokers to begin with; the rest are learned from them. */
  readonly brokers: readonly string[];
  /** Shown in broker logs and quotas. */
  readonly clientId: string;
  readonly logger: Logger;
}

/**
 * A kafkajs client for consumer groups, admin and transactions. Makers of producers pass
 * {@link explicitPartitioner}; the decider's producers shorten the retry time themselves.
 */
export function createKafka({ brokers, clientId, logger }: KafkaOptions): Kafka {
  return new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 8 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => {
      adaptLog(logger, entry);
    },
  });
}

/**
 * Refuses a message that names no partition: kafkajs and librdkafka hash keys differently by
 * default, and one order in two partitions would have two writers.
 * @throws `invariant-violated` from `producer.send` when `partition` is missing.
 */
export const explicitPartitioner: ICustomPartitioner =
  () =>
  ({ topic, message }) => {
    // kafkajs declares `partition` but passes on whatever the caller left out.
    const partition: number | null | undefined = message.partition;
    if (typeof partition === 'number') return partition;
    throw new PlatformError('invariant-violated', `Expected a partition on a message to ${topic}`, {
      context: { topic },
    });
  };

/** Waits about 10 s in all for the news of a topic to reach every broker. */
const METADATA_RETRY = { attempts: 30, initialDelayMs: 50, maxDelayMs: 1_000 };

/** A topic as it should exist. */
export interface TopicSpec {
  readonly topic: string;
  /** Number of partitions; final, since adding one would move keys. */
  readonly partitions: number;
  /** Default: 1. */
  readonly replicationFactor?: number;
  /** Topic settings, e.g. `{ 'retention.ms': '-1' }`. Default: the broker's. */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * Creates the topics that are missing and leaves the others alone; safe to run at every deploy.
 * @throws `topic-mismatch` when one exists with another number of partitions.
 */
export async function ensureTopics(admin: Admin, topics: readonly TopicSpec[]): Promise<void> {
  const present = new Set(await admin.listTopics());
  const missing = topics.filter(({ topic }) => !present.has(topic));
  if (missing.length > 0) {
    await admin.createTopics({ waitForLeaders: false, topics: missing.map(toCreateRequest) });
  }
  const names = topics.map(({ topic }) => topic);
  // A broker may not know for a moment what its controller has just created; kafkajs itself waits
  // for a missing leader only, and fails on an unknown topic.
  const counts = await retry(() => partitionCounts(admin, names), METADATA_RETRY);
  for (const { topic, partitions } of topics) {
    const got = counts.get(topic) ?? 0;
    if (got === partitions) continue;
    const message = `Expected ${topic} to have ${String(partitions)} partitions, got ${String(got)}`;
    throw new PlatformError('topic-mismatch', message, { context: { topic, partitions, got } });
  }
}

/** How many partitions each of the existing topics has. */
export async function partitionCounts(
  admin: Admin,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const metadata = await admin.fetchTopicMetadata({ topics: [...topics] });
  return new Map(metadata.topics.map(({ name, partitions }) => [name, partitions.length]));
}

/**
 * The last stable offset of each partition: the offset up to which a `read_committed` consumer can
 * read. kafkajs calls it `high`; "caught up" is measured against it, never against the last message,
 * because markers of transactions take up offsets too.
 */
export async function lastStableOffsets(
  admin: Admin,
  topic: string,
): Promise<ReadonlyMap<number, bigint>> {
  const offsets = await retry(() => admin.fetchTopicOffsets(topic), METADATA_RETRY);
  return new Map(offsets.map(({ partition, high }) => [partition, BigInt(high)]));
}

function toCreateRequest({ topic, partitions, replicationFactor = 1, config = {} }: TopicSpec) {
  const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
  return { topic, numPartitions: partitions, replicationFactor, configEntries };
}

/**
 * kafkajs logs as errors what it then throws at the caller or retries by itself, so its errors are
 * warnings here: whoever handles the exception logs it once.
 */
function adaptLog(logger: Logger, { level, namespace, log }: LogEntry): void {
  const { message, timestamp: _timestamp, logger: _name, ...fields } = log;
  const entry = { ...fields, namespace };
  if (level <= logLevel.WARN) logger.warn(entry, `kafka: ${message}`);
  else if (level === logLevel.INFO) logger.debug(entry, `kafka: ${message}`);
  else logger.trace(entry, `kafka: ${message}`);
}
