import { PlatformError } from './errors.ts';
import { connectRawConsumer } from './raw-consumer.ts';
import type { RawConsumer, RawRecord } from './raw-consumer.ts';

export type { RawRecord } from './raw-consumer.ts';

/** Settings of {@link createLogReader}. */
export interface LogReaderOptions {
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  /** Longest wait for the broker's next answer, in ms. Default: 15,000. */
  readonly timeoutMs?: number;
  /** Consumers kept at most, which is how many reads run at once. Default: 4. */
  readonly maxConsumers?: number;
  /**
   * Whether transactions under way and aborted are seen too, so that ends are high watermarks.
   * Default: false.
   */
  readonly seesUncommitted?: boolean;
}

/** Which part of a topic to read. */
export interface ReadRequest {
  readonly topic: string;
  readonly partition: number;
  /** First offset wanted; older ones that are gone by retention are passed over. */
  readonly fromOffset: bigint;
}

/** Which single records to read. */
export interface ReadAtRequest {
  readonly topic: string;
  readonly partition: number;
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

/** Records of one batch at most; bounds what a reader holds in memory. */
const MAX_BATCH = 1_000;

/**
 * A reader that keeps its connections between reads, since connecting costs more than reading a
 * short tail. Each read in progress occupies a thread of libuv's pool: a process that reads many
 * partitions sets `UV_THREADPOOL_SIZE` to its consumers and producers of node-rdkafka plus 4.
 */
export function createLogReader(options: LogReaderOptions): LogReader {
  const pool = createPool(options);
  // Apart from the others: what they leave fetched behind is met by nobody else.
  const singles = createPool({ ...options, maxConsumers: 1 });

  async function* read(request: ReadRequest) {
    const consumer = await pool.take();
    let healthy = false;
    try {
      yield* readToEnd(consumer, request);
      healthy = true;
    } catch (error) {
      healthy = error instanceof PlatformError && !error.retryable;
      throw error;
    } finally {
      // A caller who stops early leaves fetched records behind; that consumer is not used again.
      await pool.giveBack(consumer, healthy);
    }
  }

  const withConsumer = async <T>(use: (consumer: RawConsumer) => Promise<T>): Promise<T> => {
    const consumer = await pool.take();
    let healthy = false;
    try {
      const result = await use(consumer);
      healthy = true;
      return result;
    } finally {
      await pool.giveBack(consumer, healthy);
    }
  };
  const partitionsOf = (topic: string) => withConsumer((consumer) => consumer.partitionsOf(topic));

  return {
    read,
    readAt: (request) => readOffsets(singles, request),
    partitionsOf,
    readTopic: async function* (topic) {
      const partitions = await partitionsOf(topic);
      for (let partition = 0; partition < partitions; partition += 1) {
        yield* read({ topic, partition, fromOffset: 0n });
      }
    },
    endOf: (topic, partition) =>
      withConsumer(async (consumer) => (await consumer.bounds(topic, partition)).end),
    beginOf: (topic, partition) =>
      withConsumer(async (consumer) => (await consumer.bounds(topic, partition)).begin),
    close: async () => {
      await Promise.all([pool.close(), singles.close()]);
    },
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

/** {@link LogReader.readTopic} with a connection of its own. */
export async function* readTopic(
  options: LogReaderOptions & { readonly topic: string },
): AsyncGenerator<readonly RawRecord[], void, undefined> {
  const reader = createLogReader(options);
  try {
    yield* reader.readTopic(options.topic);
  } finally {
    await reader.close();
  }
}

async function* readToEnd(consumer: RawConsumer, { topic, partition, fromOffset }: ReadRequest) {
  const { begin, end } = await consumer.bounds(topic, partition);
  if (fromOffset > end) {
    const message = `Expected an offset up to ${String(end)}, got ${String(fromOffset)}`;
    const context = { topic, partition, fromOffset: String(fromOffset), end: String(end) };
    throw new PlatformError('position-beyond-log', message, { context });
  }
  const from = fromOffset > begin ? fromOffset : begin;
  if (from >= end) return;
  consumer.assign({ topic, partition, from });
  for (let done = false; !done;) {
    const { records, atEnd } = await consumer.next(MAX_BATCH);
    const wanted = records.filter(({ offset }) => BigInt(offset) < end);
    if (wanted.length > 0) yield wanted;
    // Markers of transactions may be the last before the end: then only what follows them, or the
    // news that nothing does, tells that the end is reached.
    done = atEnd || wanted.length < records.length || nextOffset(wanted) === end;
  }
  consumer.unassign();
}

async function readOffsets(pool: Pool, request: ReadAtRequest): Promise<readonly RawRecord[]> {
  const consumer = await pool.take();
  let healthy = false;
  try {
    const records = await readEach(consumer, request);
    healthy = true;
    return records;
  } finally {
    await pool.giveBack(consumer, healthy);
  }
}

async function readEach(
  consumer: RawConsumer,
  { topic, partition, offsets }: ReadAtRequest,
): Promise<readonly RawRecord[]> {
  const { begin, end } = await consumer.bounds(topic, partition);
  const ascending = [...new Set(offsets)].sort((one, other) => (one < other ? -1 : 1));
  const found: RawRecord[] = [];
  for (const from of ascending.filter((offset) => offset >= begin && offset < end)) {
    consumer.assign({ topic, partition, from });
    const { records } = await consumer.next(1);
    found.push(...records.filter(({ offset }) => BigInt(offset) === from));
  }
  consumer.unassign();
  return found;
}

function nextOffset(records: readonly RawRecord[]): bigint | null {
  const last = records.at(-1);
  return last === undefined ? null : BigInt(last.offset) + 1n;
}

interface Pool {
  readonly take: () => Promise<RawConsumer>;
  readonly giveBack: (consumer: RawConsumer, healthy: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

function createPool(options: LogReaderOptions): Pool {
  const { brokers, timeoutMs = 15_000, maxConsumers = 4, seesUncommitted = false } = options;
  const idle: RawConsumer[] = [];
  const waiting: (() => void)[] = [];
  let inUse = 0;
  let closed = false;

  return {
    take: async () => {
      while (inUse >= maxConsumers) {
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      if (closed) throw new PlatformError('aborted', 'The log reader is closed');
      inUse += 1;
      try {
        return idle.pop() ?? (await connectRawConsumer({ brokers, timeoutMs, seesUncommitted }));
      } catch (error) {
        inUse -= 1;
        waiting.shift()?.();
        throw error;
      }
    },
    giveBack: async (consumer, healthy) => {
      inUse -= 1;
      if (healthy && !closed) idle.push(consumer);
      waiting.shift()?.();
      if (!healthy || closed) await consumer.disconnect();
    },
    close: async () => {
      closed = true;
      await Promise.all(idle.splice(0).map((consumer) => consumer.disconnect()));
    },
  };
}
