import type { AttemptOutcome } from './attempt-outcome.ts';

/** Where a delivery stands; only `pending` ones are worked on. */
export type DeliveryState = 'pending' | 'delivered' | 'exhausted' | 'gone';

/** What is kept of one attempt, for the seller to see. */
export interface AttemptRecord {
  /** When it began, epoch ms. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly outcome: AttemptOutcome;
}

/**
 * One event on its way to one endpoint: a document of `own_sellers.webhook_deliveries`. This is a
 * stored format.
 */
export interface WebhookDelivery {
  /** `webhook-id`: derived from event and endpoint, so that inserting twice is inserting once. */
  readonly _id: string;
  readonly endpointId: string;
  readonly sellerId: string;
  readonly orderId: string;
  readonly eventId: string;
  /** Version of the order after the event: deliveries of an order go out in this order. */
  readonly version: number;
  /** Webhook type in dots. */
  readonly type: string;
  /** The bytes that are sent, the same on every attempt. */
  readonly body: Buffer;
  /** Trace of the event, which every attempt is a step of. */
  readonly traceparent: string | null;
  /** When the event happened, epoch ms. */
  readonly occurredAt: number;
  readonly createdAt: number;
  readonly state: DeliveryState;
  /** All attempts, oldest first; at most as many as the schedule has. */
  readonly attempts: readonly AttemptRecord[];
  /** When its next attempt is due, epoch ms, for the seller to see; null when there is none. */
  readonly nextAttemptAt: number | null;
}
