import { formatSequence, webhookTypeOf } from '@karat/schemas';
import type { EventEnvelope, OrderStatus } from '@karat/schemas';

/** What the events before this one have to say about the order, for its seller. */
export interface OrderChange {
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
  /** Null when the order has only just come to be. */
  readonly previousStatus: OrderStatus | null;
}

/**
 * The body that tells a seller of an event: a Standard Webhooks payload and a CloudEvent at once.
 * It is a published format, built once per event and stored: every endpoint, attempt and resending
 * carries the same bytes. What a seller must be able to trust stands here, since headers are not
 * signed. It holds no personal data, so that erasing an order leaves nothing behind in it.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function webhookBody(event: EventEnvelope, change: OrderChange): Buffer {
  const { orderId, version } = event;
  const href = `/v1/orders/${orderId}`;
  const happenedAt = new Date(event.occurredAt).toISOString();
  return Buffer.from(
    JSON.stringify({
      specversion: '1.0',
      id: event.eventId,
      // A sequence is scoped to its source, so the source names the order.
      source: href,
      type: webhookTypeOf(event.event.type),
      time: happenedAt,
      timestamp: happenedAt,
      datacontenttype: 'application/json',
      subject: orderId,
      partitionkey: orderId,
      sequence: formatSequence(version),
      correlationid: event.correlationId,
      causationid: event.commandId,
      data: {
        orderId,
        sellerOrderRef: change.sellerOrderRef,
        status: change.status,
        previousStatus: change.previousStatus,
        version,
        href,
      },
    }),
  );
}
