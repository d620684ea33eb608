import type { RawRecord } from '@karat/schemas';
import { decodeInOrder } from './decode-in-order.ts';
import { OrdersFailed, type RecordFailure } from './orders-failed.ts';
import { countWaiting, parkOrders, waits } from './park-orders.ts';
import type { ParkedOrder } from './parked-order.ts';
import type { PartitionLane } from './partition-lane.ts';
import { skippedOf } from './record-head.ts';
import { store, type ItemContext, type SubscriptionContext } from './subscription-context.ts';

/** Records to be handled, and where the position is to stand after them. */
export interface Slice {
  readonly records: readonly RawRecord[];
  readonly nextOffset: bigint;
  /** When the last of the records was written, epoch ms; null where they were handled before. */
  readonly writtenAt: number | null;
  /** The order that is tried again, which is not among the parked ones meanwhile. */
  readonly retried: ParkedOrder | null;
}

/** Where handling has to end for now, and why. */
interface Stop {
  readonly offset: bigint;
  readonly cause: unknown;
}

/**
 * Gives records their effect. One that fails for good parks its order, and the rest is tried again
 * without it; what has to wait for better times ends the slice before it, and is thrown after that.
 */
export async function handleSlice<Item>(
  context: ItemContext<Item>,
  lane: PartitionLane,
  slice: Slice,
): Promise<void> {
  let stop: Stop | null = null;
  for (;;) {
    const attempt: Attempt = await attemptSlice(context, lane, endingAt(slice, stop));
    stop = attempt.stop ?? stop;
    if (attempt.isStored) break;
  }
  if (stop !== null) throw stop.cause;
  // A clock of a sender's that is ahead makes nothing newer than it is.
  if (slice.writtenAt !== null) lane.storedAsOf = Math.min(slice.writtenAt, Date.now());
}

function endingAt(slice: Slice, stop: Stop | null): Slice {
  if (stop === null) return slice;
  const records = slice.records.filter(({ offset }) => BigInt(offset) < stop.offset);
  // Records of a retry stand before the position, which does not move.
  const nextOffset = stop.offset < slice.nextOffset ? stop.offset : slice.nextOffset;
  return { ...slice, records, nextOffset: slice.retried === null ? nextOffset : slice.nextOffset };
}

interface Attempt {
  readonly isStored: boolean;
  readonly stop: Stop | null;
}

async function attemptSlice<Item>(
  context: ItemContext<Item>,
  lane: PartitionLane,
  slice: Slice,
): Promise<Attempt> {
  const free = slice.records.filter((record) => !waits(lane, record));
  const skipped = free.filter(({ offset }) => lane.skipped.has(BigInt(offset)));
  const wanted = free.filter((record) => !skipped.includes(record));
  const { items, unreadable, stopped } = await decodeInOrder(context.options.decode, wanted);
  if (unreadable.length > 0) return park(context, lane, { slice, failures: unreadable });
  if (stopped !== null) {
    return { isStored: false, stop: { offset: BigInt(stopped.offset), cause: stopped.cause } };
  }
  const { nextOffset, retried } = slice;
  if (nextOffset <= lane.stored && retried === null) return { isStored: true, stop: null };
  try {
    await countWaiting(context, lane, slice.records);
    await store(context, lane, { items, skipped: skipped.map(skippedOf), nextOffset });
    return { isStored: true, stop: null };
  } catch (error) {
    if (!(error instanceof OrdersFailed)) throw error;
    return park(context, lane, { slice, failures: error.failures });
  }
}

interface Parking {
  readonly slice: Slice;
  readonly failures: readonly RecordFailure[];
}

async function park(
  context: SubscriptionContext,
  lane: PartitionLane,
  { slice, failures }: Parking,
): Promise<Attempt> {
  const refused = await parkOrders(context, lane, { ...slice, failures });
  const stop = refused && { offset: BigInt(refused.offset), cause: refused.cause };
  return { isStored: false, stop };
}
