import type { SkippedRecord } from '../subscription.ts';
import { deliveriesOf } from './deliveries-of.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { EndpointBook } from './endpoint-book.ts';
import { foldOrders } from './fold-orders.ts';
import type { OrderBook } from './order-book.ts';
import { turnsOf } from './turn.ts';
import type { TurnStore } from './turn-store.ts';
import type { FoldableEvent } from './webhook-order.ts';

/** What events become deliveries with. */
export interface TakeEventsOptions {
  readonly orders: OrderBook;
  readonly endpoints: Pick<EndpointBook, 'activeOf'>;
  readonly store: Pick<DeliveryStore, 'insert'>;
  readonly turns: Pick<TurnStore, 'extend'>;
  /** Epoch ms. */
  readonly clock: () => number;
  /** Is told for which endpoint each stored delivery is. */
  readonly onMade: (endpointIds: readonly string[]) => void;
}

/** Takes a batch of events, with the records between them that are stepped over. */
export type TakeEvents = (
  events: readonly FoldableEvent[],
  skipped?: readonly SkippedRecord[],
) => Promise<void>;

/**
 * Turns a batch of events into stored deliveries, then gives them their turns, then remembers the
 * orders; whoever calls stores the position after that. This order makes a crash at any point repeat what repeats without harm:
 * deliveries have derived ids, and what an order has folded is passed over.
 */
export function createTakeEvents(options: TakeEventsOptions): TakeEvents {
  const { orders, endpoints, store, turns, clock, onMade } = options;
  return async (events, skipped = []) => {
    if (events.length === 0 && skipped.length === 0) return;
    const orderIds = [...events, ...skipped].map(({ orderId }) => orderId);
    const known = await orders.load([...new Set(orderIds)]);
    const folded = foldOrders(events, known, skipped);
    const sellerIds = [...new Set(folded.told.map(({ sellerId }) => sellerId))];
    const active = await endpoints.activeOf(sellerIds);
    const deliveries = deliveriesOf(folded.told, active, clock());
    await store.insert(deliveries);
    await turns.extend(turnsOf(deliveries));
    onMade(deliveries.map(({ endpointId }) => endpointId));
    await orders.save(folded.orders);
  };
}
