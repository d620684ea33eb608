import { PlatformError } from '../errors.ts';
import type { TopicPartition } from './leaders.ts';
import type { FetchedBatches, PartitionFetcher } from './partition-fetcher.ts';
import type { RawRecord } from './raw-record.ts';
import type { RecordBatch } from './record-batch.ts';

/** Some offsets of a partition, from one to before another. */
export interface OffsetRange extends TopicPartition {
  readonly from: bigint;
  readonly until: bigint;
}

/** What fetches ranges. */
export interface RangeFetcher {
  readonly fetcher: PartitionFetcher;
  /** Longest wait for records that should be there, in ms. */
  readonly timeoutMs: number;
}

/** Reads the records of a batch, as much of each as is wanted. */
export type RecordsOf<Read> = (
  place: TopicPartition,
  batch: RecordBatch,
) => Promise<readonly Read[]>;

/** What reads ranges. */
interface RangeReader<Read> extends RangeFetcher {
  readonly recordsOf: RecordsOf<Read>;
}

/** A record, however much of it was read. */
export interface AnyRecord {
  readonly offset: string | number;
}

/** Records given at once at most; bounds what a reader holds in memory. */
const MAX_RECORDS = 1_000;
/** Bytes of one fetch; the next one is under way while a caller is at work on it. */
const FETCH_BYTES = 1_048_576;

/**
 * The committed records of a range in batches of at most 1,000.
 * @throws `kafka-unavailable` (retryable) where the broker does not answer in time;
 * `position-beyond-log` where the log has become shorter meanwhile.
 */
export async function* readRange<Read extends AnyRecord>(
  reader: RangeReader<Read>,
  range: OffsetRange,
): AsyncGenerator<readonly Read[], void, undefined> {
  const { until } = range;
  let { from } = range;
  let coming = from < until ? fetchSome(reader, range, from) : null;
  while (coming !== null) {
    const { batches, nextOffset } = await coming;
    coming = nextOffset < until ? fetchSome(reader, range, nextOffset) : null;
    // It is told to whoever waits for it, which a caller who stops here does not.
    coming?.catch(() => undefined);
    yield* recordsIn(reader, batches, { ...range, from });
    from = nextOffset;
  }
}

async function* recordsIn<Read extends AnyRecord>(
  { recordsOf }: RangeReader<Read>,
  batches: readonly RecordBatch[],
  range: OffsetRange,
): AsyncGenerator<readonly Read[], void, undefined> {
  let records: Read[] = [];
  for (const batch of batches) {
    for (const record of await recordsOf(range, batch)) {
      if (!isWhole(batch, range) && !isWithin(record, range)) continue;
      records.push(record);
      if (records.length < MAX_RECORDS) continue;
      yield records;
      records = [];
    }
  }
  if (records.length > 0) yield records;
}

/** The first batch may begin before a range, the last one end behind it. */
function isWhole({ baseOffset, lastOffset }: RecordBatch, { from, until }: OffsetRange): boolean {
  return baseOffset >= from && lastOffset < until;
}

function isWithin({ offset }: AnyRecord, { from, until }: OffsetRange): boolean {
  return BigInt(offset) >= from && BigInt(offset) < until;
}

/** Some batches, and where to go on; what retention has taken meanwhile is passed over. */
async function fetchSome(
  { fetcher, timeoutMs }: RangeFetcher,
  { topic, partition }: TopicPartition,
  offset: bigint,
): Promise<FetchedBatches & { readonly nextOffset: bigint }> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const fetched = await fetcher.fetch({ topic, partition, offset, maxBytes: FETCH_BYTES });
    if (fetched === null) {
      return { batches: [], nextOffset: await beginAfter(fetcher, { topic, partition }, offset) };
    }
    const { batches, nextOffset } = fetched;
    if (nextOffset !== null) return { batches, nextOffset };
  }
  const context = { topic, partition, offset: String(offset) };
  const message = `Expected records of ${topic} within ${String(timeoutMs)} ms, got none`;
  throw new PlatformError('kafka-unavailable', message, { context, retryable: true });
}

async function beginAfter(
  fetcher: PartitionFetcher,
  place: TopicPartition,
  offset: bigint,
): Promise<bigint> {
  const { begin, end } = await fetcher.bounds(place);
  if (begin > offset) return begin;
  const message = `Expected an offset up to ${String(end)}, got ${String(offset)}`;
  const context = { ...place, offset: String(offset), end: String(end) };
  throw new PlatformError('position-beyond-log', message, { context });
}

/** A broker answers with one whole batch at least, however little is asked for. */
const ONE_BATCH_BYTES = 1;

/** The committed records at single offsets, ascending; each takes a round trip. */
export async function readOffsets(
  fetcher: PartitionFetcher,
  { topic, partition }: TopicPartition,
  offsets: readonly bigint[],
): Promise<readonly RawRecord[]> {
  const place = { topic, partition };
  const { begin, end } = await fetcher.bounds(place);
  const ascending = [...new Set(offsets)].sort((one, other) => (one < other ? -1 : 1));
  const found: RawRecord[] = [];
  for (const offset of ascending.filter((each) => each >= begin && each < end)) {
    const fetched = await fetcher.fetch({ ...place, offset, maxBytes: ONE_BATCH_BYTES });
    for (const batch of fetched?.batches ?? []) {
      const records = await fetcher.records(place, batch);
      found.push(...records.filter((record) => BigInt(record.offset) === offset));
    }
  }
  return found;
}
