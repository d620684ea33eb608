import { partitionOf } from '@karat/schemas';
import { groupBy } from './group-by.ts';
import type { OutboxRow } from './outbox-collections.ts';

/** Rows that go to one partition as one record batch, which Kafka takes whole or not at all. */
export interface PartitionBatch {
  readonly partition: number;
  readonly rows: readonly OutboxRow[];
}

/** What a plan is bounded by. */
export interface PublicationLimits {
  /** Partitions of the log. */
  readonly partitions: number;
  /** Most bytes of values in one batch; a row that alone is larger goes alone. */
  readonly maxBatchBytes: number;
}

/**
 * Which of the oldest waiting rows are sent next, and together. All rows of an order go to one
 * partition and stand in its batch in the order of `seq`; where a batch is full the rest of that
 * partition waits for the next plan. So no row is in a plan without every earlier row of its order
 * that was given being in front of it in the same batch.
 */
export function planPublication(
  rows: readonly OutboxRow[],
  { partitions, maxBatchBytes }: PublicationLimits,
): readonly PartitionBatch[] {
  const byPartition = groupBy(rows, ({ orderId }) => partitionOf(orderId, partitions));
  return [...byPartition].map(([partition, ofPartition]) => ({
    partition,
    rows: upTo(maxBatchBytes, inOrder(ofPartition)),
  }));
}

/**
 * Rows of each order by `seq`, at the places where that order has rows. They are read in this order
 * already; relying on it would make every clock of the database a part of the promise.
 */
function inOrder(rows: readonly OutboxRow[]): readonly OutboxRow[] {
  const sorted = new Map(
    [...groupBy(rows, ({ orderId }) => orderId)].map(([orderId, ofOrder]) => [
      orderId,
      ofOrder.toSorted((one, other) => one.seq - other.seq).values(),
    ]),
  );
  return rows.flatMap(({ orderId }) => sorted.get(orderId)?.next().value ?? []);
}

function upTo(maxBytes: number, rows: readonly OutboxRow[]): readonly OutboxRow[] {
  let bytes = 0;
  const end = rows.findIndex(({ value }, index) => {
    bytes += value.length();
    return bytes > maxBytes && index > 0;
  });
  return end === -1 ? rows : rows.slice(0, end);
}
