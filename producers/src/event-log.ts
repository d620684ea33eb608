import { PlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { WritableRecord } from '@karat/schemas';
import type { Kafka, Producer, Transaction } from 'kafkajs';

/** A record on its way into a topic. */
export interface Append {
  readonly topic: string;
  readonly record: WritableRecord;
  /** Bytes that it takes at most, its framing included. */
  readonly bytes: number;
}

/** A record for a topic, measured. */
export function toAppend(topic: string, record: WritableRecord): Append {
  return { topic, record, bytes: sizeOf(record) };
}

/** The right to write one partition, held until somebody else takes it or an error ends it. */
export interface FencedLog {
  /**
   * Writes all records in one transaction, or none; gives the offset behind the last record of
   * each topic.
   * @throws `fenced` when another writer has the partition; `unclear-outcome` when it is not known
   * whether the records were written. After either, this object must not be used again.
   */
  readonly append: (records: readonly Append[]) => Promise<ReadonlyMap<string, bigint>>;
  readonly close: () => Promise<void>;
}

/** What fencing a partition needs. */
export interface FenceOptions {
  readonly kafka: Kafka;
  /** Prefix of the installation. */
  readonly environment: string;
  readonly partition: number;
}

/** Longest a dead writer's open transaction can hold back the readers of its partition. */
const TRANSACTION_TIMEOUT_MS = 10_000;

/**
 * kafkajs waits this long when the broker still finishes the last transaction, which is often;
 * with its default of 300 ms the 99th percentile of a commit was 387 ms, with 5 ms it was 79 ms.
 *
 * @see https://github.com/tulios/kafkajs/issues/304
 */
const INITIAL_RETRY_MS = 5;

/**
 * Takes the partition: aborts what its last writer left open and shuts that writer out.
 *
 * kafkajs obtains the producer's epoch only with the first transaction, so an empty one is begun
 * and aborted here, before any state is read. Initialised later, a writer that slept through a
 * take-over would shut out its successor and decide commands a second time.
 *
 * @see https://cwiki.apache.org/confluence/display/KAFKA/KIP-98+-+Exactly+Once+Delivery+and+Transactional+Messaging
 * @throws `kafka-unavailable`, retryable.
 */
export async function fencePartition(options: FenceOptions): Promise<FencedLog> {
  const { kafka, environment, partition } = options;
  const producer = kafka.producer({
    transactionalId: `${environment}.decider.${String(partition)}`,
    transactionTimeout: TRANSACTION_TIMEOUT_MS,
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: INITIAL_RETRY_MS, maxRetryTime: 1_000, retries: 12 },
    createPartitioner: explicitPartitioner,
  });
  try {
    await producer.connect();
    const empty = await producer.transaction();
    await empty.abort();
  } catch (cause) {
    await disconnectQuietly(producer);
    const message = `Expected to take partition ${String(partition)}, Kafka did not grant it`;
    throw new PlatformError('kafka-unavailable', message, { cause, retryable: true });
  }
  return {
    append: (records) => appendOrFail(producer, records, partition),
    close: () => producer.disconnect(),
  };
}

async function appendOrFail(
  producer: Producer,
  records: readonly Append[],
  partition: number,
): Promise<ReadonlyMap<string, bigint>> {
  try {
    return await appendInTransaction(await producer.transaction(), records, partition);
  } catch (cause) {
    // The producer is never used after an error: kafkajs keeps it in the middle of the failed
    // transaction (https://github.com/tulios/kafkajs/issues/1416).
    await disconnectQuietly(producer);
    if (isFencing(cause)) {
      const message = `Expected to be the writer of partition ${String(partition)}, got fenced`;
      throw new PlatformError('fenced', message, { cause, context: { partition } });
    }
    const message = `Expected a confirmed commit of partition ${String(partition)}, got an error`;
    throw new PlatformError('unclear-outcome', message, { cause, context: { partition } });
  }
}

/**
 * Bytes of a topic's records in one request at most. The broker takes a batch of 1 MB by default
 * (`max.message.bytes`), and one that is larger would be refused again for ever.
 */
const MAX_REQUEST_BYTES = 500_000;

async function appendInTransaction(
  transaction: Transaction,
  records: readonly Append[],
  partition: number,
): Promise<ReadonlyMap<string, bigint>> {
  const ends = new Map<string, bigint>();
  for (const byTopic of roundsOf(records)) {
    const topicMessages = [...byTopic].map(([topic, batch]) => ({
      topic,
      messages: batch.map(({ key, value, headers }) => ({ key, value, headers, partition })),
    }));
    const written = await transaction.sendBatch({ acks: -1, topicMessages });
    for (const { topicName, baseOffset } of written) {
      const count = byTopic.get(topicName)?.length ?? 0;
      ends.set(topicName, BigInt(baseOffset ?? 0) + BigInt(count));
    }
  }
  await transaction.commit();
  return ends;
}

type Round = Map<string, WritableRecord[]>;

/** The records by topic and in their order, in as few rounds as the size of a request allows. */
function roundsOf(records: readonly Append[]): readonly Round[] {
  const rounds: Round[] = [];
  const filled = new Map<string, { round: number; bytes: number }>();
  for (const { topic, record, bytes } of records) {
    const at = filled.get(topic) ?? { round: 0, bytes: 0 };
    const fits = at.bytes === 0 || at.bytes + bytes <= MAX_REQUEST_BYTES;
    const next = fits
      ? { round: at.round, bytes: at.bytes + bytes }
      : { round: at.round + 1, bytes };
    filled.set(topic, next);
    const round = rounds[next.round] ?? new Map<string, WritableRecord[]>();
    rounds[next.round] = round;
    const batch = round.get(topic);
    if (batch === undefined) round.set(topic, [record]);
    else batch.push(record);
  }
  return rounds;
}

/** Bytes of the length and other framing of a key, a value, or half a header at most. */
const FRAMING_BYTES = 8;

function sizeOf({ key, value, headers }: WritableRecord): number {
  let bytes = value.length + Buffer.byteLength(key) + 2 * FRAMING_BYTES;
  for (const name of Object.keys(headers)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? '') + 2 * FRAMING_BYTES;
  }
  return bytes;
}

const FENCING_TYPES: ReadonlySet<unknown> = new Set([
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'TRANSACTION_COORDINATOR_FENCED',
]);

/** kafkajs wraps the broker's answer once for its retries, so the causes are looked through. */
function isFencing(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; isObject(at) && depth < 5; depth += 1) {
    if (FENCING_TYPES.has(Reflect.get(at, 'type'))) return true;
    at = Reflect.get(at, 'cause');
  }
  return false;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What went wrong before matters; that a broken producer does not say goodbye does not. */
async function disconnectQuietly(producer: Producer): Promise<void> {
  await producer.disconnect().catch(() => undefined);
}
