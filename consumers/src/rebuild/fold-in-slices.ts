import type { Versioned } from '@karat/projections';
import { eventsFrom, foldInto, type FoldRequest } from './fold-partition.ts';
import { ALL_ORDERS, halvesOf, isInSlice, type OrderSlice } from './order-slice.ts';

/** Which part of the log to fold, and how far it is. */
export interface SlicedFoldRequest extends Omit<FoldRequest, 'untilOffset' | 'onEvents'> {
  readonly untilOffset: bigint;
  /** Views held in memory at most, at least 1. Default: 100,000. */
  readonly maxViews?: number;
  /** Told of the events that were read for the first time, and the offset behind them. */
  readonly onEvents: (count: number, nextOffset: bigint) => void;
}

const DEFAULT_MAX_VIEWS = 100_000;

/**
 * Folds a partition from its first event, so many views at a time that they fit into memory, however
 * large it is: where they do not, half of the orders is left to another reading of the partition.
 */
export async function* foldInSlices(
  request: SlicedFoldRequest,
): AsyncGenerator<ReadonlyMap<string, Versioned>, void, undefined> {
  const { maxViews = DEFAULT_MAX_VIEWS } = request;
  const left: OrderSlice[] = [ALL_ORDERS];
  const lot = request.lot === undefined ? {} : { lot: request.lot };
  let isFirst = true;
  for (let slice = left.pop(); slice !== undefined; slice = left.pop()) {
    let kept = slice;
    const views = new Map<string, Versioned>();
    const isWanted = (orderId: Uint8Array): boolean => isInSlice(kept, orderId);
    const onRead = isFirst ? request.onEvents : () => undefined;
    for await (const events of eventsFrom({ ...request, isWanted, onRead }, 0n)) {
      await foldInto(views, { view: request.view, ...lot }, events);
      while (views.size > maxViews) {
        const [lower, upper] = halvesOf(kept);
        left.push(upper);
        kept = lower;
        dropOutside(views, kept);
      }
    }
    isFirst = false;
    yield views;
  }
}

function dropOutside(views: Map<string, Versioned>, kept: OrderSlice): void {
  for (const key of views.keys()) {
    // An entry has the key of its order, and a version behind that.
    const [orderId = key] = key.split('/', 1);
    if (!isInSlice(kept, Buffer.from(orderId))) views.delete(key);
  }
}
