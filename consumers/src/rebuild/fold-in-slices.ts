import type { Versioned } from '@karat/projections';
import { orderOf } from '../subscription.ts';
import { decodeParking, foldInto, type FoldRequest } from './fold-partition.ts';
import { createHeldRecords, type HeldRecords } from './held-records.ts';
import { ALL_ORDERS, halvesOf, isInSlice, type OrderSlice } from './order-slice.ts';

/** Which part of the log to fold, and how far it is. */
export interface SlicedFoldRequest extends Omit<FoldRequest, 'untilOffset' | 'onEvents'> {
  readonly untilOffset: bigint;
  /** Memory for records at most, in bytes, give or take 4 MiB. Default: 768 MiB. */
  readonly maxHeldBytes?: number;
  /** Told again and again, while nothing is folded yet, too; what it throws ends the folding. */
  readonly onProgress?: (progress: FoldProgress) => void;
}

/** How far the folding of a partition is. */
export interface FoldProgress {
  /** Records folded. */
  readonly folded: number;
  /** Those that there are; null until the partition has been read. */
  readonly records: number | null;
}

/** So many views, or somewhat more, are given at once. */
const VIEWS_AT_ONCE = 1_000;

const DEFAULT_MAX_HELD_BYTES = 805_306_368;

/**
 * Folds a partition from its first event; gives the views of some orders at a time, which come once.
 * The records are first read to the end, and then each order is folded at one stroke, so that what
 * is folded lives but shortly. Where they do not fit into memory, half of the orders is left to
 * another reading of the partition.
 */
export async function* foldInSlices(
  request: SlicedFoldRequest,
): AsyncGenerator<ReadonlyMap<string, Versioned>, void, undefined> {
  const { view, log, lot, onProgress } = request;
  const folding = lot === undefined ? { view } : { view, lot };
  const left: OrderSlice[] = [ALL_ORDERS];
  let records: number | null = null;
  let folded = 0;
  for (let slice = left.pop(); slice !== undefined; slice = left.pop()) {
    const reading = await readSlice(request, slice, () => onProgress?.({ folded, records }));
    left.push(...reading.left);
    ({ records } = reading);
    let views = new Map<string, Versioned>();
    for (const history of reading.held.histories()) {
      await foldInto(views, folding, await decodeParking(log.codec, history, lot));
      folded += history.length;
      onProgress?.({ folded, records });
      if (views.size < VIEWS_AT_ONCE) continue;
      yield views;
      views = new Map();
    }
    if (views.size > 0) yield views;
  }
}

interface SliceReading {
  readonly held: HeldRecords;
  /** What did not fit into memory. */
  readonly left: readonly OrderSlice[];
  /** Records of the partition, those of other slices included. */
  readonly records: number;
}

async function readSlice(
  { log, partition, untilOffset, maxHeldBytes = DEFAULT_MAX_HELD_BYTES }: SlicedFoldRequest,
  slice: OrderSlice,
  onRead: () => void,
): Promise<SliceReading> {
  const topic = log.topics.events;
  const left: OrderSlice[] = [];
  let kept = slice;
  const isWanted = (orderId: Uint8Array): boolean => isInSlice(kept, orderId);
  // Exact: a record has its offset as a number, too.
  const until = Number(untilOffset);
  let held = createHeldRecords(topic, partition);
  let records = 0;
  for await (const batch of log.reader.readPacked({ topic, partition, fromOffset: 0n })) {
    onRead();
    for (const record of batch) {
      if (record.offset >= until) return { held, left, records };
      records += 1;
      const orderId = orderOf(record);
      if (isWanted(record.key ?? Buffer.from(orderId))) held.hold(orderId, record);
    }
    while (held.bytes() > maxHeldBytes && kept.to - kept.from > 1) {
      const [lower, upper] = halvesOf(kept);
      left.push(upper);
      kept = lower;
      held = held.keepOnly(isWanted);
    }
  }
  return { held, left, records };
}
