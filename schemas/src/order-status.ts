import { ORDER_STATUS_SYMBOLS, type OrderEvent, type OrderStatus } from './records.ts';

/** The name of an event of an order. */
export type OrderEventType = OrderEvent['type'];

/** An event that carries the status it leads to. */
type Import = Extract<OrderEvent, { type: 'OrderImported' }>;

/** The status that an event leads to; `SAME` for those that tell something without a step. */
const STATUS_AFTER: Readonly<
  Record<Exclude<OrderEventType, Import['type']>, OrderStatus | 'SAME'>
> = {
  OrderInitiated: 'INITIATED',
  // A priced order whose model changes has to be submitted again.
  ModelAttached: 'INITIATED',
  ModelRemoved: 'INITIATED',
  OrderSubmitted: 'SUBMITTED',
  PriceCalculated: 'PRICE_CALCULATED',
  PricingFailed: 'PRICING_FAILED',
  ManufacturingApproved: 'MANUFACTURING_APPROVED',
  OrderAssigned: 'SAME',
  OrderClaimed: 'MANUFACTURING_STARTED',
  OrderReleased: 'MANUFACTURING_APPROVED',
  OrderHandedOver: 'SAME',
  ManufacturingCompleted: 'MANUFACTURING_COMPLETED',
  DefectReported: 'MANUFACTURING_APPROVED',
  PackagingStarted: 'PACKAGING',
  OrderShipped: 'SHIPPED',
  OrderClosed: 'CLOSED',
  OrderReturned: 'RETURNED',
  OrderCancelled: 'CANCELLED',
  DueDateChanged: 'SAME',
  OrderOverdue: 'SAME',
  OrderStuck: 'SAME',
  NoteAdded: 'SAME',
  NoticeRecorded: 'SAME',
  PersonalDataErased: 'SAME',
};

/** The status of an order after an event; `before` is its status until then. */
export function statusAfter(event: OrderEvent, before: OrderStatus): OrderStatus {
  // The writer lets no other name pass; a reader older than a status keeps what it knows.
  if (event.type === 'OrderImported') {
    return isOrderStatus(event.data.status) ? event.data.status : before;
  }
  const status = STATUS_AFTER[event.type];
  return status === 'SAME' ? before : status;
}

/** Whether a text is the name of a status. */
export function isOrderStatus(text: string): text is OrderStatus {
  return ORDER_STATUS_SYMBOLS.some((status) => status === text);
}

/** Whether the order is over: all that can follow are a note, a notice, a return and an erasure. */
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
