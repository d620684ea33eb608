import { toPlatformError } from '@karat/infra/errors';
import {
  isFolded,
  isToldToSellers,
  wholeRecordAt,
  type EventPlace,
  type OrderChange,
} from '@karat/schemas';
import { throwFailures, type RecordFailure, type SkippedRecord } from '../subscription.ts';
import { evolveOrder, stepOver, type FoldableEvent, type WebhookOrder } from './webhook-order.ts';

/** An event with what its seller is to be told. */
export interface Told {
  readonly event: FoldableEvent;
  readonly sellerId: string;
  readonly change: OrderChange;
}

/** What a batch of events comes to. */
export interface FoldedOrders {
  /** The events that the seller of an order is told of, in order. */
  readonly told: readonly Told[];
  /** Every order that the batch moved, as it stands after it. */
  readonly orders: readonly WebhookOrder[];
}

/**
 * Folds events on what is known of their orders, by id. An event that was folded before a crash is
 * passed over: its deliveries were stored before the order was.
 * @throws OrdersFailed with the first event of each order that has one missing before it.
 */
export function foldOrders(
  events: readonly FoldableEvent[],
  known: ReadonlyMap<string, WebhookOrder>,
  skipped: readonly SkippedRecord[] = [],
): FoldedOrders {
  const moved = new Map<string, WebhookOrder>();
  const places = new Map<string, EventPlace>();
  const told: Told[] = [];
  const failures = new Map<string, RecordFailure>();
  const foldEvent = (before: WebhookOrder | null, event: FoldableEvent): void => {
    const { orderId } = event;
    if (isFolded(places.get(orderId) ?? wholeRecordAt(before?.version ?? 0), event)) return;
    try {
      const after = evolveOrder(before, event);
      places.set(orderId, event);
      moved.set(orderId, after);
      told.push(...tellingOf(event, before, after));
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
  return { told, orders: [...moved.values()] };
}

function inOrder(
  events: readonly FoldableEvent[],
  skipped: readonly SkippedRecord[],
): readonly (FoldableEvent | SkippedRecord)[] {
  if (skipped.length === 0) return events;
  return [...events, ...skipped].toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset)));
}

function failureOf({ offset }: FoldableEvent, cause: unknown): RecordFailure {
  const isGap = toPlatformError(cause).code === 'version-gap';
  return { offset, reason: isGap ? 'version-gap' : 'fold-failed', cause };
}

/** What a seller is told of an event: nothing of orders of others, and nothing internal. */
function tellingOf(
  event: FoldableEvent,
  before: WebhookOrder | null,
  { sellerId, sellerOrderRef, status }: WebhookOrder,
): readonly Told[] {
  // Sellers were promised one message a version: of an old record they are told what it said.
  if (sellerId === null || event.part > 0 || !isToldToSellers(event.event.type)) return [];
  const change = { sellerOrderRef, status, previousStatus: before?.status ?? null };
  return [{ event, sellerId, change }];
}
