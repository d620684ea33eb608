import { isToldToSellers, type OrderChange } from '@karat/schemas';
import { foldByOrder } from '../fold-by-order.ts';
import type { SkippedRecord } from '../subscription.ts';
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
  const told: Told[] = [];
  const orders = foldByOrder(
    { events, skipped, known },
    {
      evolve: evolveOrder,
      stepOver,
      onFolded: (event, before, after) => {
        told.push(...tellingOf(event, before, after));
      },
    },
  );
  return { told, orders };
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
