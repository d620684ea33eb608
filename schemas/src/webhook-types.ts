import { webhookTypeOf, type OrderEventType } from './order-status.ts';
import { EVENT_TYPES } from './records.ts';

/** What is nobody's business but the workshop's: who works, who wrote what, which alarm rang. */
const INTERNAL: readonly OrderEventType[] = [
  'OrderAssigned',
  'OrderHandedOver',
  'OrderStuck',
  'NoteAdded',
  'NoticeRecorded',
  'PersonalDataErased',
];

/** Whether the seller of an order is told of events of this type. */
export function isToldToSellers(eventType: OrderEventType): boolean {
  return !INTERNAL.includes(eventType);
}

/** The webhook types that a seller can ask for, in the order of the schemas. */
export const WEBHOOK_TYPES: readonly string[] =
  EVENT_TYPES.filter(isToldToSellers).map(webhookTypeOf);
