import type { OrderEvent, OrderStatus } from './records.ts';

/** The name of an event of an order. */
export type OrderEventType = OrderEvent['type'];

const STATUS_AFTER: Readonly<Record<OrderEventType, OrderStatus>> = {
  OrderInitiated: 'INITIATED',
  // A priced order whose model changes has to be submitted again.
  ModelAttached: 'INITIATED',
  OrderSubmitted: 'SUBMITTED',
  PriceCalculated: 'PRICE_CALCULATED',
  PricingFailed: 'PRICING_FAILED',
  ManufacturingApproved: 'MANUFACTURING_APPROVED',
  OrderClaimed: 'MANUFACTURING_STARTED',
  OrderReleased: 'MANUFACTURING_APPROVED',
  ManufacturingCompleted: 'MANUFACTURING_COMPLETED',
  PackagingStarted: 'PACKAGING',
  OrderShipped: 'SHIPPED',
  OrderClosed: 'CLOSED',
  OrderCancelled: 'CANCELLED',
};

/** The status of an order after an event of this type, whatever it was before. */
export function statusAfter(eventType: OrderEventType): OrderStatus {
  return STATUS_AFTER[eventType];
}

/** Whether no command but a note can follow: the order is over. */
export function isTerminal(status: OrderStatus): boolean {
  return status === 'CLOSED' || status === 'CANCELLED' || status === 'RETURNED';
}

/** The webhook type of an event: its name in dots, e.g. `OrderClaimed` is `order.claimed`. */
export function webhookTypeOf(eventType: OrderEventType): string {
  const words = eventType
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(' ');
  const subject = words[0] === 'order' ? words.slice(1) : words;
  return `order.${subject.join('_')}`;
}
