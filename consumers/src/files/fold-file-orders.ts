import { toPlatformError } from '@karat/infra/errors';
import { isFolded, wholeRecordAt, type EventPlace } from '@karat/schemas';
import { throwFailures, type RecordFailure, type SkippedRecord } from '../subscription.ts';
import {
  evolveFileOrder,
  stepOverFileOrder,
  type FileEvent,
  type FileOrder,
} from './file-order.ts';

/** What a batch of events comes to. */
export interface FoldedFileOrders {
  /** Every order that the batch moved, as it stands after it. */
  readonly orders: readonly FileOrder[];
  /** The files that may belong somewhere else now, each once. */
  readonly touched: readonly string[];
}

/**
 * Folds events on what is known of their orders, by id; an event that was folded before is passed
 * over.
 * @throws OrdersFailed with the first event of each order that has one missing before it.
 */
export function foldFileOrders(
  events: readonly FileEvent[],
  known: ReadonlyMap<string, FileOrder>,
  skipped: readonly SkippedRecord[] = [],
): FoldedFileOrders {
  const moved = new Map<string, FileOrder>();
  const places = new Map<string, EventPlace>();
  const touched = new Set<string>();
  const failures = new Map<string, RecordFailure>();
  const foldEvent = (before: FileOrder | null, event: FileEvent): void => {
    const { orderId } = event;
    if (isFolded(places.get(orderId) ?? wholeRecordAt(before?.version ?? 0), event)) return;
    try {
      const after = evolveFileOrder(before, event);
      places.set(orderId, event);
      moved.set(orderId, after);
      for (const file of touchedBy(before, after)) touched.add(file);
    } catch (cause) {
      failures.set(orderId, failureOf(event, cause));
    }
  };
  for (const record of inOrder(events, skipped)) {
    const { orderId } = record;
    if (failures.has(orderId)) continue;
    const before = moved.get(orderId) ?? known.get(orderId) ?? null;
    if ('event' in record) foldEvent(before, record);
    else moved.set(orderId, stepOverFileOrder(before, record));
  }
  throwFailures([...failures.values()]);
  return { orders: [...moved.values()], touched: [...touched] };
}

/** All files of an order that has changed its tier, else those that came or went. */
function touchedBy(before: FileOrder | null, after: FileOrder): readonly string[] {
  const earlier = before?.files ?? [];
  if (before?.tier !== after.tier) return [...earlier, ...after.files];
  return [
    ...earlier.filter((file) => !after.files.includes(file)),
    ...after.files.filter((file) => !earlier.includes(file)),
  ];
}

function inOrder(
  events: readonly FileEvent[],
  skipped: readonly SkippedRecord[],
): readonly (FileEvent | SkippedRecord)[] {
  if (skipped.length === 0) return events;
  return [...events, ...skipped].toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset)));
}

function failureOf({ offset }: FileEvent, cause: unknown): RecordFailure {
  const isGap = toPlatformError(cause).code === 'version-gap';
  return { offset, reason: isGap ? 'version-gap' : 'fold-failed', cause };
}
