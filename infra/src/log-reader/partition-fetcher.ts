import type { Broker } from 'kafkajs/src/cluster/brokerPool.js';
import compression from 'kafkajs/src/protocol/message/compression/index.js';
import errors from 'kafkajs/src/protocol/error.js';
import fetchRequest from 'kafkajs/src/protocol/requests/fetch/v11/request.js';
import { PlatformError } from '../errors.ts';
import type { BrokerClient } from './broker-client.ts';
import { committedBatches } from './committed-batches.ts';
import type { TopicPartition } from './leaders.ts';
import { readFetchResponse, type FetchedPartition } from './fetch-response.ts';
import type { RawRecord } from './raw-record.ts';
import { packRecords, readRecords, type PackedRecord } from './read-records.ts';
import type { RecordBatch } from './record-batch.ts';

/**
 * Readable range of a partition: `begin` is the oldest offset kept, `end` the last stable offset,
 * or the high watermark for a fetcher that sees what is not committed.
 */
export interface Bounds {
  readonly begin: bigint;
  readonly end: bigint;
}

/** Some batches of a partition, one behind the other. */
export interface FetchedBatches {
  /** Those that hold records of somebody. */
  readonly batches: readonly RecordBatch[];
  /** Where to fetch on; null when nothing was there. */
  readonly nextOffset: bigint | null;
}

/** Fetches what a partition holds. */
export interface PartitionFetcher {
  readonly bounds: (place: TopicPartition) => Promise<Bounds>;
  /**
   * The batches from an offset on, about `maxBytes` of them, at least one; null where the offset is
   * none of the log's, as when retention has taken it.
   */
  readonly fetch: (request: FetchRequest) => Promise<FetchedBatches | null>;
  /** The records of a batch. */
  readonly records: (place: TopicPartition, batch: RecordBatch) => Promise<readonly RawRecord[]>;
  /** The same as they lie in it. */
  readonly packed: (place: TopicPartition, batch: RecordBatch) => Promise<readonly PackedRecord[]>;
}

/** What to fetch. */
export interface FetchRequest extends TopicPartition {
  readonly offset: bigint;
  readonly maxBytes: number;
}

const READ_UNCOMMITTED = 0;
const READ_COMMITTED = 1;
/** A client that is no broker itself. */
const NO_REPLICA = -1;
/** Asks for the end of a partition instead of for a time. */
const LATEST = -1;
const EARLIEST = -2;
/** How long a broker may wait for something to be there, in ms; what is asked for is there. */
const MAX_WAIT_MS = 100;
const OFFSET_OUT_OF_RANGE = 1;

/** A fetcher of what is committed, or of everything. */
export function createPartitionFetcher(
  client: BrokerClient,
  { seesUncommitted }: { readonly seesUncommitted: boolean },
): PartitionFetcher {
  const isolationLevel = seesUncommitted ? READ_UNCOMMITTED : READ_COMMITTED;
  const offsetAt = async (broker: Broker, place: TopicPartition, timestamp: number) => {
    const { topic, partition } = place;
    const topics = [{ topic, partitions: [{ partition, timestamp }] }];
    const found = await broker.listOffsets({ replicaId: NO_REPLICA, isolationLevel, topics });
    return BigInt(found.responses[0]?.partitions[0]?.offset ?? 0);
  };

  return {
    bounds: (place) =>
      client.ask(place, async (broker) => ({
        begin: await offsetAt(broker, place, EARLIEST),
        end: await offsetAt(broker, place, LATEST),
      })),
    fetch: async (request) => {
      const fetched = await client.ask(request, (broker) => send(broker, request, isolationLevel));
      if (fetched === null) return null;
      const { batches, aborted } = fetched;
      const last = batches.at(-1);
      return {
        batches: committedBatches(batches, aborted),
        nextOffset: last === undefined ? null : BigInt(last.lastOffset) + 1n,
      };
    },
    records: async (place, batch) => readRecords(place, batch, await inflate(batch)),
    packed: async (_place, batch) => packRecords(batch, await inflate(batch)),
  };
}

async function send(
  broker: Broker,
  { topic, partition, offset, maxBytes }: FetchRequest,
  isolationLevel: number,
): Promise<FetchedPartition | null> {
  const request = fetchRequest({
    replicaId: NO_REPLICA,
    maxWaitTime: MAX_WAIT_MS,
    minBytes: 1,
    maxBytes,
    isolationLevel,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes }] }],
  });
  const connection = await broker.connectionPool.getConnectionByRequest({ request });
  const response = { decode: readFetchResponse, parse: (fetched: FetchedPartition) => fetched };
  const fetched = await connection.send({ request, response });
  if (fetched.errorCode === OFFSET_OUT_OF_RANGE) return null;
  if (fetched.errorCode !== 0) throw errors.createErrorFromCode(fetched.errorCode);
  return fetched;
}

/**
 * The records of a batch as they were before compression.
 * @throws `undecodable` for a compression that nobody has registered with kafkajs.
 */
async function inflate({ attributes, records }: RecordBatch): Promise<Buffer> {
  try {
    const codec = compression.lookupCodecByAttributes(attributes);
    return codec === null ? records : await codec.decompress(records);
  } catch (cause) {
    throw new PlatformError('undecodable', 'Expected a compression that is known', { cause });
  }
}
