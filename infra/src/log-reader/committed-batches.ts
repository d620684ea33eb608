import { isAbortMarker } from './read-records.ts';
import type { RecordBatch } from './record-batch.ts';

/** A transaction that was aborted: records of its producer from an offset up to its marker. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: number;
}

/**
 * The batches of a record set that hold records of somebody: no markers, and nothing of the aborted
 * transactions that the broker has told together with them.
 * @see https://cwiki.apache.org/confluence/display/KAFKA/KIP-98+-+Exactly+Once+Delivery+and+Transactional+Messaging
 */
export function committedBatches(
  batches: readonly RecordBatch[],
  aborted: readonly AbortedTransaction[],
): readonly RecordBatch[] {
  const waiting = [...aborted].sort((one, other) => one.firstOffset - other.firstOffset);
  const aborting = new Set<bigint>();
  return batches.filter((batch) => {
    while (waiting[0] !== undefined && waiting[0].firstOffset <= batch.lastOffset) {
      aborting.add(waiting[0].producerId);
      waiting.shift();
    }
    if (isAbortMarker(batch)) aborting.delete(batch.producerId);
    return !batch.isControl && !(batch.isTransactional && aborting.has(batch.producerId));
  });
}
