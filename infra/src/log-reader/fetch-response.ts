import type { AbortedTransaction } from './committed-batches.ts';
import { readBatches, type RecordBatch } from './record-batch.ts';

/** What a broker answers to a request for one partition. */
export interface FetchedPartition {
  /** Kafka's code of what went wrong; 0 is nothing. */
  readonly errorCode: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly batches: readonly RecordBatch[];
}

/**
 * Reads the answer to a fetch request of version 11 that asked for a single partition. kafkajs would
 * make every record of it an object with all its headers, which takes three times as long.
 * @throws RangeError where it is cut off.
 * @see https://kafka.apache.org/protocol#The_Messages_Fetch
 */
export function readFetchResponse(payload: Buffer): FetchedPartition {
  // The time of throttling, 4 bytes, is passed over: the broker holds the answer back by itself.
  const errorCode = payload.readInt16BE(4);
  // Then the session, 4 bytes, and how many topics there are, which is none beside an error.
  if (errorCode !== 0 || payload.readInt32BE(10) === 0) {
    return { errorCode, aborted: [], batches: [] };
  }
  const partitionAt = 14 + 2 + payload.readInt16BE(14) + 4;
  // After the number of the partition and its error: three offsets of 8 bytes each.
  const abortedAt = partitionAt + 4 + 2 + 24;
  const count = Math.max(0, payload.readInt32BE(abortedAt));
  const aborted = Array.from({ length: count }, (_, index) => ({
    producerId: payload.readBigInt64BE(abortedAt + 4 + index * ABORTED_BYTES),
    firstOffset: Number(payload.readBigInt64BE(abortedAt + 12 + index * ABORTED_BYTES)),
  }));
  // Before the records: the replica that had better be asked, and their length.
  const lengthAt = abortedAt + 4 + count * ABORTED_BYTES + 4;
  const length = Math.max(0, payload.readInt32BE(lengthAt));
  return {
    errorCode: payload.readInt16BE(partitionAt + 4),
    aborted,
    batches: readBatches(payload.subarray(lengthAt + 4, lengthAt + 4 + length)),
  };
}

const ABORTED_BYTES = 16;
