import {
  viewKeyOf,
  type ProjectedEvent,
  type Projection,
  type Versioned,
} from '@karat/projections';
import { foldSteps, stepsOf } from '../projector/fold-steps.ts';
import type { SkippedRecord } from '../subscription.ts';

/** What of an order is not folded, because it cannot be. */
export interface OrderParking {
  /** Offset of the first record that waits; null where the order is not parked. */
  readonly waitsFrom: bigint | null;
  readonly skipped: readonly SkippedRecord[];
}

/** What a view holds of one order. */
export interface StoredOrder {
  readonly orderId: string;
  /** What of it waits or is stepped over. */
  readonly parking: OrderParking;
  /** Next offset of the order's partition when `view` was read, or before. */
  readonly position: bigint;
  /** The view of the order; null where there is none. */
  readonly view: Versioned | null;
}

/** What has to be stored of one order. */
export interface ExpectedOrder {
  /** The version that it is expected at; 0 where nothing is expected. */
  readonly version: number;
  /** The view, whole also where a store keeps less of it. */
  readonly view: Versioned | null;
  /** What the events leave beside the view, by key; of those behind `view` too. */
  readonly entries: ReadonlyMap<string, Versioned>;
}

/**
 * What has to be stored of an order whose view was read as it is: at the version that the view has
 * or, if that is more, the one that its position has passed. So it can be compared while the
 * projector goes on. What waits is expected of nobody, and where a record cannot be folded the view
 * stands before it.
 */
export function expectedOrder(
  projection: Projection<Versioned>,
  history: readonly ProjectedEvent[],
  stored: StoredOrder,
): ExpectedOrder {
  const { position, view, parking } = stored;
  const { waitsFrom } = parking;
  const events = history.filter((event) => {
    return waitsFrom === null || BigInt(event.offset) < waitsFrom;
  });
  const version = Math.max(versionOf(view), versionAt(events, parking, position));
  const upTo = events.filter((event) => event.version <= version);
  const all = foldOrder(projection, events, stored);
  const expected = foldOrder(projection, upTo, stored).view;
  return {
    version: expected.version,
    view: expected.version === 0 ? null : expected,
    entries: new Map(all.entries.map(({ key, entry }) => [key, entry])),
  };
}

/** The view of an order where exactly what stands before a position was folded. */
export function viewAt(
  projection: Projection<Versioned>,
  events: readonly ProjectedEvent[],
  stored: Omit<StoredOrder, 'view'>,
): Versioned | null {
  return expectedOrder(projection, events, { ...stored, view: null }).view;
}

/**
 * Whether events are the whole history up to what is stored. Those that an index names may not be:
 * it may be behind, or wrong, and what is folded from a history with a hole is no measure of anything.
 */
export function reaches(
  events: readonly ProjectedEvent[],
  { view, parking }: Pick<StoredOrder, 'view' | 'parking'>,
): boolean {
  const versions = new Set([...events, ...parking.skipped].map(({ version }) => version));
  const furthest = events.reduce((most, { version }) => Math.max(most, version), 0);
  for (let version = 1; version <= furthest; version += 1) {
    if (!versions.has(version)) return false;
  }
  return furthest > 0 && furthest >= versionOf(view);
}

/** The version of a view; 0 of one that says none, because somebody changed it. */
export function versionOf(view: Versioned | null): number {
  const version: unknown = view?.version;
  return typeof version === 'number' ? version : 0;
}

/** The version of the event that an entry is of. */
export function entryVersionOf(key: string): number {
  return Number.parseInt(key.slice(viewKeyOf(key).length + 1), 10);
}

function versionAt(
  events: readonly ProjectedEvent[],
  { skipped }: OrderParking,
  position: bigint,
): number {
  const passed = [...events, ...skipped].filter(({ offset }) => BigInt(offset) < position);
  return passed.reduce((furthest, { version }) => Math.max(furthest, version ?? 0), 0);
}

function foldOrder(
  projection: Projection<Versioned>,
  events: readonly ProjectedEvent[],
  { orderId, parking }: Pick<StoredOrder, 'orderId' | 'parking'>,
) {
  const end = events.at(-1)?.version ?? 0;
  const stepped = parking.skipped.filter(({ version }) => version === null || version <= end + 1);
  return foldSteps(projection, projection.initial(orderId), stepsOf(events, stepped));
}
