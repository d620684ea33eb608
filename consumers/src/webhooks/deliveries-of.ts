import { deliveryIdFor, webhookTypeOf, type WebhookEndpoint } from '@karat/schemas';
import type { WebhookDelivery } from './delivery.ts';
import { wantsEvent } from './endpoint.ts';
import type { Told } from './fold-orders.ts';
import { webhookBody } from './webhook-body.ts';

/**
 * The deliveries that tell the endpoints of what happened, in the order of the events; `now` in
 * epoch ms. The same arguments give the same ids and bytes.
 */
export function deliveriesOf(
  told: readonly Told[],
  endpoints: readonly WebhookEndpoint[],
  now: number,
): readonly WebhookDelivery[] {
  return told.flatMap((one) => {
    const { sellerId, event } = one;
    const wanting = endpoints.filter(
      (endpoint) => endpoint.sellerId === sellerId && wantsEvent(endpoint, event),
    );
    if (wanting.length === 0) return [];
    const body = webhookBody(event, one.change);
    return wanting.map(({ _id: endpointId }) => deliveryTo(endpointId, { ...one, body, now }));
  });
}

function deliveryTo(
  endpointId: string,
  { event, sellerId, body, now }: Told & { readonly body: Buffer; readonly now: number },
): WebhookDelivery {
  const { eventId, orderId, version, occurredAt, traceparent } = event;
  return {
    _id: deliveryIdFor(eventId, endpointId),
    endpointId,
    sellerId,
    orderId,
    eventId,
    version,
    type: webhookTypeOf(event.event.type),
    body,
    traceparent,
    occurredAt,
    createdAt: now,
    state: 'pending',
    attempts: [],
    nextAttemptAt: now,
  };
}
