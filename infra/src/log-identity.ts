import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { PlatformError } from './errors.ts';
import { ensureTopics, explicitPartitioner } from './kafka.ts';
import type { LogReader } from './log-reader.ts';

/**
 * What tells one log from another. Stored as JSON under the key `identity`: this is a format.
 * A position is (incarnation, partition, offset); one of another incarnation means nothing here.
 */
export interface LogIdentity {
  /** UUID, new whenever the log is created or restored. */
  readonly incarnation: string;
  /** Number of partitions of every order topic, final. */
  readonly partitions: number;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** Where the identity is kept: a compacted topic with one partition. */
export interface LogIdentityPlace {
  readonly kafka: Kafka;
  readonly reader: LogReader;
  /** Name of the identity topic. */
  readonly topic: string;
  /** Copies of that topic. Default: 1. */
  readonly replicationFactor?: number;
}

const KEY = 'identity';

/**
 * Gives the log its identity at deploy, or finds the one it has; never changes an existing one.
 * @throws `log-identity-mismatch` when the log was created with another number of partitions.
 */
export async function createLogIdentity(
  place: LogIdentityPlace,
  partitions: number,
): Promise<LogIdentity> {
  await ensureIdentityTopic(place);
  const existing = await findLogIdentity(place);
  if (existing !== null) {
    if (existing.partitions === partitions) return existing;
    throw mismatch(place.topic, existing.partitions, partitions);
  }
  const identity = { incarnation: randomUUID(), partitions, createdAt: Date.now() };
  await append(place, identity);
  // Two deploys at once may both have written; the first record is the one that both then use.
  return (await findLogIdentity(place)) ?? identity;
}

/**
 * The identity, checked against the topics that are to have its number of partitions. Every
 * service does this at its start, because adding a partition moves orders between writers.
 * @throws `log-identity-missing` before a deploy has run; `log-identity-mismatch` when a topic's
 * number of partitions is another one.
 */
export async function readLogIdentity(
  place: Pick<LogIdentityPlace, 'reader' | 'topic'>,
  coPartitioned: readonly string[],
): Promise<LogIdentity> {
  const identity = await findLogIdentity(place);
  if (identity === null) {
    const message = `Expected an identity record in ${place.topic}, got none: run the deploy step`;
    throw new PlatformError('log-identity-missing', message, { context: { topic: place.topic } });
  }
  for (const topic of coPartitioned) {
    const got = await place.reader.partitionsOf(topic);
    if (got !== identity.partitions) throw mismatch(topic, identity.partitions, got);
  }
  return identity;
}

/** The identity if there is one; compaction may have kept one record or all. */
async function findLogIdentity({
  reader,
  topic,
}: Pick<LogIdentityPlace, 'reader' | 'topic'>): Promise<LogIdentity | null> {
  if ((await reader.partitionsOf(topic)) === 0) return null;
  let found: LogIdentity | null = null;
  for await (const batch of reader.readTopic(topic)) {
    for (const { key, value } of batch) {
      if (found === null && value !== null && key?.toString() === KEY) found = parse(topic, value);
    }
  }
  return found;
}

async function ensureIdentityTopic(place: LogIdentityPlace): Promise<void> {
  const { kafka, topic, replicationFactor = 1 } = place;
  const admin = kafka.admin();
  await admin.connect();
  try {
    const config = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '1.0' };
    await ensureTopics(admin, [{ topic, partitions: 1, replicationFactor, config }]);
  } finally {
    await admin.disconnect();
  }
}

async function append({ kafka, topic }: LogIdentityPlace, identity: LogIdentity): Promise<void> {
  const producer = kafka.producer({ createPartitioner: explicitPartitioner, idempotent: true });
  await producer.connect();
  try {
    const value = JSON.stringify(identity);
    await producer.send({ topic, acks: -1, messages: [{ key: KEY, value, partition: 0 }] });
  } finally {
    await producer.disconnect();
  }
}

function parse(topic: string, value: Buffer): LogIdentity {
  const parsed: unknown = JSON.parse(value.toString('utf8'));
  if (isLogIdentity(parsed)) return parsed;
  const message = `Expected {incarnation, partitions, createdAt}, got ${value.toString('utf8')}`;
  throw new PlatformError('undecodable', message, { context: { topic } });
}

function isLogIdentity(value: unknown): value is LogIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { incarnation, partitions, createdAt } = value as Partial<Record<string, unknown>>;
  return (
    typeof incarnation === 'string' &&
    typeof partitions === 'number' &&
    typeof createdAt === 'number'
  );
}

function mismatch(topic: string, expected: number, got: number): PlatformError {
  const message = `Expected ${topic} to have ${String(expected)} partitions, got ${String(got)}`;
  return new PlatformError('log-identity-mismatch', message, { context: { topic, expected, got } });
}
