import { PlatformError } from '@karat/infra/errors';
import { statusAfter, type EventEnvelope, type OrderStatus } from '@karat/schemas';

/**
 * What has to be remembered of an order between its events, because only the first one names the
 * seller: a document of `own_sellers.webhook_orders`. This is a stored format, and it is no view: it
 * is never rebuilt, so it holds no more than is needed and depends on no projection that may change.
 */
export interface WebhookOrder {
  readonly _id: string;
  /** Version of the order after the last event that was folded. */
  readonly version: number;
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
}

/**
 * The order after an event.
 * @throws `version-gap` when an event is missing in between.
 */
export function evolveOrder(before: WebhookOrder | null, envelope: EventEnvelope): WebhookOrder {
  const { orderId, version, event } = envelope;
  const expected = (before?.version ?? 0) + 1;
  if (version !== expected) throw gapOf(envelope, expected);
  const { sellerId = null, sellerOrderRef = null } =
    event.type === 'OrderInitiated' ? event.data : (before ?? {});
  return { _id: orderId, version, sellerId, sellerOrderRef, status: statusAfter(event.type) };
}

function gapOf({ orderId, version }: EventEnvelope, expected: number): PlatformError {
  const message = `Expected version ${String(expected)} of the order, got ${String(version)}`;
  return new PlatformError('version-gap', message, { context: { orderId, version, expected } });
}
