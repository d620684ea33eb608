import type { EventEnvelope, WebhookEndpoint } from '@karat/schemas';
import { webhookTypeOf } from '@karat/schemas';

/**
 * Whether an endpoint is to be told of an event of its seller's. An endpoint gets what happens from
 * its registration on: a log that is read again from its beginning must not send history to an
 * endpoint that never asked for it.
 */
export function wantsEvent(endpoint: WebhookEndpoint, event: EventEnvelope): boolean {
  if (endpoint.status !== 'active') return false;
  if (event.occurredAt < endpoint.createdAt - CLOCK_ALLOWANCE_MS) return false;
  const { eventTypes } = endpoint;
  return eventTypes.length === 0 || eventTypes.includes(webhookTypeOf(event.event.type));
}

/** The API that registers and the writer that decides have clocks of their own. */
const CLOCK_ALLOWANCE_MS = 60_000;
