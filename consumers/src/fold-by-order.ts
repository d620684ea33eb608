import { toPlatformError } from '@karat/infra/errors';
import { isFolded, wholeRecordAt, type EventPlace } from '@karat/schemas';
import { throwFailures, type RecordFailure, type SkippedRecord } from './subscription.ts';

/** What a fold needs of an event. */
export interface OrderedEvent extends EventPlace {
  readonly orderId: string;
  readonly offset: string;
  readonly event: object;
}

/** How a consumer that acts folds what it has to know of an order. */
export interface OrderFold<Order, Event> {
  /** The order after an event. @throws PlatformError `version-gap` when one is missing before it. */
  readonly evolve: (before: Order | null, event: Event) => Order;
  readonly stepOver: (before: Order | null, record: SkippedRecord) => Order;
  /** Told of each event as it is folded, in order. */
  readonly onFolded: (event: Event, before: Order | null, after: Order) => void;
}

/** A batch, and what was known before it. */
export interface OrderBatch<Order, Event> {
  readonly events: readonly Event[];
  readonly skipped: readonly SkippedRecord[];
  /** By order id; orders that nobody has told of are missing. */
  readonly known: ReadonlyMap<string, Order>;
}

/**
 * Folds a batch on what is known of its orders; an event that was folded before is passed over.
 * Gives every order that the batch moved, as it stands after it.
 * @throws OrdersFailed with the first event of each order that has one missing before it.
 */
export function foldByOrder<Order extends { readonly version: number }, Event extends OrderedEvent>(
  { events, skipped, known }: OrderBatch<Order, Event>,
  { evolve, stepOver, onFolded }: OrderFold<Order, Event>,
): readonly Order[] {
  const moved = new Map<string, Order>();
  const places = new Map<string, EventPlace>();
  const failures = new Map<string, RecordFailure>();
  const foldEvent = (before: Order | null, event: Event): void => {
    const { orderId } = event;
    if (isFolded(places.get(orderId) ?? wholeRecordAt(before?.version ?? 0), event)) return;
    try {
      const after = evolve(before, event);
      places.set(orderId, event);
      moved.set(orderId, after);
      onFolded(event, before, after);
    } catch (cause) {
      failures.set(orderId, failureOf(event, cause));
    }
  };
  for (const record of inOrder(events, skipped)) {
    const { orderId } = record;
    if (failures.has(orderId)) continue;
    const before = moved.get(orderId) ?? known.get(orderId) ?? null;
    if ('event' in record) foldEvent(before, record);
    else moved.set(orderId, stepOver(before, record));
  }
  throwFailures([...failures.values()]);
  return [...moved.values()];
}

function inOrder<Event extends OrderedEvent>(
  events: readonly Event[],
  skipped: readonly SkippedRecord[],
): readonly (Event | SkippedRecord)[] {
  if (skipped.length === 0) return events;
  return [...events, ...skipped].toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset)));
}

function failureOf({ offset }: OrderedEvent, cause: unknown): RecordFailure {
  const isGap = toPlatformError(cause).code === 'version-gap';
  return { offset, reason: isGap ? 'version-gap' : 'fold-failed', cause };
}
