import type { EventEnvelope } from './envelope.ts';
import { formatSequence } from './sequence.ts';
import type { OrderStatus } from './records.ts';

/** What the events before this one have to say about the order, for its seller. */
export interface OrderChange {
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
  /** Null when the order has only just come to be. */
  readonly previousStatus: OrderStatus | null;
}

/** Which event a seller is told of. */
export interface ToldEvent extends Pick<
  EventEnvelope,
  'eventId' | 'orderId' | 'version' | 'occurredAt' | 'correlationId' | 'commandId'
> {
  /** Its name in dots, e.g. `order.shipped`. */
  readonly type: string;
}

/**
 * What a seller is told of an event, by webhook or in the feed: a Standard Webhooks payload and a
 * CloudEvent at once. It is a published format. What a seller must be able to trust stands here,
 * since headers are not signed. It holds no personal data, so that erasing an order leaves nothing
 * behind in it.
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md
 */
export function sellerMessage(event: ToldEvent, change: OrderChange) {
  const { orderId, version } = event;
  const href = `/v1/orders/${orderId}`;
  const happenedAt = new Date(event.occurredAt).toISOString();
  return {
    specversion: '1.0',
    id: event.eventId,
    // A sequence is scoped to its source, so the source names the order.
    source: href,
    type: event.type,
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
  } as const;
}
