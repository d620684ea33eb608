import type { RawRecord } from '@karat/schemas';
import type { Batch, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { halt, recovered } from './halt.ts';
import { handleSlice } from './handle-slice.ts';
import type { PartitionLane } from './partition-lane.ts';
import { seek, type ItemContext } from './subscription-context.ts';
import { take } from './take.ts';

const DEFAULT_MAX_BATCH_RECORDS = 1_000;

/**
 * Handles what kafkajs has fetched of one partition. It throws only what `heartbeat` throws: a
 * failure of our own pauses the partition instead of restarting the whole consumer.
 */
export async function handlePayload<Item>(
  context: ItemContext<Item>,
  lane: PartitionLane,
  payload: EachBatchPayload,
): Promise<void> {
  const { batch } = payload;
  // Batches that were fetched before the partition was paused are dropped; they come again.
  if (lane.resume !== null) return;
  try {
    if (!lane.taken) await take(context, lane, await context.options.positions.load());
    if (!goesOn(lane, batch)) {
      seek(context, lane);
      return;
    }
    lane.sought = null;
    const records = batch.messages.filter(({ offset }) => BigInt(offset) >= lane.next);
    const isComplete = await handleInSlices(context, lane, { payload, records });
    recovered(context, lane);
    if (!isComplete) return;
    payload.resolveOffset(batch.lastOffset());
    lane.next = BigInt(batch.lastOffset()) + 1n;
  } catch (error) {
    halt(context, lane, error);
  }
  await payload.heartbeat();
}

/** Whether the batch holds the next offset; after every join kafkajs begins at the first one. */
function goesOn(lane: PartitionLane, batch: Batch): boolean {
  const first = BigInt(batch.firstOffset() ?? batch.lastOffset());
  if (first > lane.next) return lane.sought === lane.next;
  return lane.next <= BigInt(batch.lastOffset());
}

interface Fetched {
  readonly payload: EachBatchPayload;
  readonly records: readonly KafkaMessage[];
}

/** False when the service stops before the last slice. */
async function handleInSlices<Item>(
  context: ItemContext<Item>,
  lane: PartitionLane,
  { payload, records }: Fetched,
): Promise<boolean> {
  const { maxBatchRecords = DEFAULT_MAX_BATCH_RECORDS } = context.options;
  const { batch } = payload;
  for (let start = 0; start < records.length; start += maxBatchRecords) {
    if (context.closed || !payload.isRunning()) return false;
    const slice = records.slice(start, start + maxBatchRecords);
    lane.behindSince = Number(slice[0]?.timestamp);
    const isLast = start + slice.length === records.length;
    // Behind the last record its transaction's marker takes up an offset of its own.
    const end = isLast ? batch.lastOffset() : (slice.at(-1)?.offset ?? batch.lastOffset());
    const nextOffset = BigInt(end) + 1n;
    await handleSlice(context, lane, {
      writtenAt: Number(slice.at(-1)?.timestamp),
      records: slice.map((message) => toRawRecord(batch.partition, message)),
      nextOffset,
      retried: null,
    });
  }
  return true;
}

function toRawRecord(partition: number, message: KafkaMessage): RawRecord {
  const { offset, key, value, headers = {} } = message;
  return { partition, offset, key, value, headers };
}
