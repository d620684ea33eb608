import { PositionMoved } from './position-store.ts';
import type { ParkedChange, ParkedOrder, SkippedRecord } from './parked-order.ts';

/** What is parked and stepped over in one store. */
export interface StoredParking {
  /**
   * Which of several copies it is, e.g. the live generation of a view. Whatever is based on it says
   * so, so that an order that waits in one copy is never passed over in another.
   */
  readonly scope: string;
  readonly orders: readonly ParkedOrder[];
  readonly skipped: readonly SkippedRecord[];
}

/**
 * Where parked orders are kept: beside the positions, so that a store that is lost or restored takes
 * both with it. An order is parked before the position passes it.
 */
export interface ParkingStore {
  /** All that is parked, of every partition of this log. */
  readonly load: () => Promise<StoredParking>;
  /** Parks an order; one that waits from an earlier record on stays as it is. */
  readonly park: (scope: string, order: ParkedOrder) => Promise<void>;
  /**
   * Stores a change.
   * @throws PositionMoved when the order is not parked as it was `before`.
   */
  readonly change: (scope: string, before: ParkedOrder, change: ParkedChange) => Promise<void>;
  /**
   * Forgets an order whose records have had their effect.
   * @throws PositionMoved when it is not parked as it was `before`, e.g. because more wait by now.
   */
  readonly release: (scope: string, before: ParkedOrder) => Promise<void>;
  /** Remembers that a record is stepped over whenever it comes. */
  readonly skip: (scope: string, record: SkippedRecord) => Promise<void>;
}

/** Nothing is wrong with a parked order that somebody else has changed; it is loaded again. */
export function parkedOrderMoved({ partition, offset }: ParkedOrder): PositionMoved {
  return new PositionMoved({ partition, from: offset, next: offset });
}
