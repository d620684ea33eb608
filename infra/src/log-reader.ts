import { PlatformError } from './errors.ts';
import { createBrokerClient } from './log-reader/broker-client.ts';
import type { TopicPartition } from './log-reader/leaders.ts';
import { createPartitionFetcher, type PartitionFetcher } from './log-reader/partition-fetcher.ts';
import type { RawRecord } from './log-reader/raw-record.ts';
import type { PackedRecord } from './log-reader/read-records.ts';
import {
  readOffsets,
  readRange,
  type AnyRecord,
  type OffsetRange,
  type RecordsOf,
} from './log-reader/read-range.ts';

export type { RawRecord } from './log-reader/raw-record.ts';
export { createUnpackRecord, type PackedRecord } from './log-reader/read-records.ts';

/** Settings of {@link createLogReader}. */
export interface LogReaderOptions {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  /** Longest wait for the broker's next answer, in ms. Default: 15,000. */
  readonly timeoutMs?: number;
  /**
   * Whether transactions under way and aborted are seen too, so that ends are high watermarks.
   * Default: false.
   */
  readonly seesUncommitted?: boolean;
}

/** Which part of a topic to read. */
export interface ReadRequest extends TopicPartition {
  /** First offset wanted; older ones that are gone by retention are passed over. */
  readonly fromOffset: bigint;
}

/** Which single records to read. */
export interface ReadAtRequest extends TopicPartition {
  readonly offsets: readonly bigint[];
}

/** Reads partitions outside of any group, up to their end. */
export interface LogReader {
  /**
   * Yields committed records in batches of at most 1,000 and ends at what was the last stable offset
   * when the read began, so that it ends on a log that grows, too.
   * @throws `position-beyond-log` when `fromOffset` is past that end: the position is of another
   * log; `kafka-unavailable` (retryable) when the broker does not answer in time.
   */
  readonly read: (request: ReadRequest) => AsyncGenerator<readonly RawRecord[], void, undefined>;
  /** The same with records as they lie in the log, for whoever keeps or passes over most of them. */
  readonly readPacked: (
    request: ReadRequest,
  ) => AsyncGenerator<readonly PackedRecord[], void, undefined>;
  /**
   * Gives the committed records at single offsets, ascending; those that are not there, because they
   * are gone or no records of anybody's, are left out. Each takes a round trip and what the broker
   * keeps in one batch, so it is for few of many.
   */
  readonly readAt: (request: ReadAtRequest) => Promise<readonly RawRecord[]>;
  /** All partitions of a topic from their beginning, one after the other. */
  readonly readTopic: (topic: string) => AsyncGenerator<readonly RawRecord[], void, undefined>;
  /** How many partitions a topic has; 0 when it does not exist. */
  readonly partitionsOf: (topic: string) => Promise<number>;
  /** The last stable offset of a partition; the high watermark for one that `seesUncommitted`. */
  readonly endOf: (topic: string, partition: number) => Promise<bigint>;
  /** The oldest offset kept of a partition; 0 while nothing was deleted. */
  readonly beginOf: (topic: string, partition: number) => Promise<bigint>;
  readonly close: () => Promise<void>;
}

/**
 * A reader that keeps its connections between reads, since connecting costs more than reading a
 * short tail.
 */
export function createLogReader(options: LogReaderOptions): LogReader {
  const { brokers, timeoutMs = 15_000, seesUncommitted = false } = options;
  const client = createBrokerClient({ brokers, timeoutMs });
  const fetcher = createPartitionFetcher(client, { seesUncommitted });
  const { bounds } = fetcher;
  const readBy = <Read extends AnyRecord>(recordsOf: RecordsOf<Read>) =>
    async function* (request: ReadRequest) {
      const range = await rangeToEnd(fetcher, request);
      yield* readRange({ fetcher, timeoutMs, recordsOf }, range);
    };
  const read = readBy(fetcher.records);

  return {
    read,
    readPacked: readBy(fetcher.packed),
    readAt: (request) => readOffsets(fetcher, request, request.offsets),
    partitionsOf: client.partitionsOf,
    readTopic: async function* (topic) {
      const partitions = await client.partitionsOf(topic);
      for (let partition = 0; partition < partitions; partition += 1) {
        yield* read({ topic, partition, fromOffset: 0n });
      }
    },
    endOf: async (topic, partition) => (await bounds({ topic, partition })).end,
    beginOf: async (topic, partition) => (await bounds({ topic, partition })).begin,
    close: client.close,
  };
}

/** {@link LogReader.read} with a connection of its own, for one short read. */
export async function* readPartition(
  options: LogReaderOptions & ReadRequest,
): AsyncGenerator<readonly RawRecord[], void, undefined> {
  const reader = createLogReader(options);
  try {
    yield* reader.read(options);
  } finally {
    await reader.close();
  }
}

async function rangeToEnd(
  { bounds }: Pick<PartitionFetcher, 'bounds'>,
  request: ReadRequest,
): Promise<OffsetRange> {
  const { topic, partition, fromOffset } = request;
  const { begin, end } = await bounds(request);
  if (fromOffset > end) {
    const message = `Expected an offset up to ${String(end)}, got ${String(fromOffset)}`;
    const context = { topic, partition, fromOffset: String(fromOffset), end: String(end) };
    throw new PlatformError('position-beyond-log', message, { context });
  }
  return { topic, partition, from: fromOffset > begin ? fromOffset : begin, until: end };
}
