import { foldByOrder } from '../fold-by-order.ts';
import type { SkippedRecord } from '../subscription.ts';
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
  const touched = new Set<string>();
  const orders = foldByOrder(
    { events, skipped, known },
    {
      evolve: evolveFileOrder,
      stepOver: stepOverFileOrder,
      onFolded: (_event, before, after) => {
        for (const file of touchedBy(before, after)) touched.add(file);
      },
    },
  );
  return { orders, touched: [...touched] };
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
