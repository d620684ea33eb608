import { sellerMessage, webhookTypeOf, type EventEnvelope, type OrderChange } from '@karat/schemas';

/**
 * The body that tells a seller of an event, built once per event and stored: every endpoint, attempt
 * and resending carries the same bytes.
 */
export function webhookBody(event: EventEnvelope, change: OrderChange): Buffer {
  const told = { ...event, type: webhookTypeOf(event.event.type) };
  return Buffer.from(JSON.stringify(sellerMessage(told, change)));
}
