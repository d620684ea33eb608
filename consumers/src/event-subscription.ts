import type { LogConnection } from '@karat/infra/log-connection';
import { decodeEvents } from '@karat/schemas/codec';
import {
  createSubscription,
  type EventBatch,
  type Subscription,
  type SubscriptionSettings,
} from './subscription.ts';

/** Settings of a subscription to events. */
export interface EventSubscriptionOptions extends SubscriptionSettings {
  readonly log: Pick<LogConnection, 'kafka' | 'reader' | 'codec'>;
  /** Gives the events their effect, on the conditions of every subscription's `handle`. */
  readonly handle: (batch: EventBatch) => Promise<void>;
}

/** Follows the events, as `createSubscription` follows any topic. */
export function createEventSubscription(options: EventSubscriptionOptions): Promise<Subscription> {
  const { log, handle } = options;
  return createSubscription({
    ...options,
    decode: (records) => decodeEvents(log.codec, records),
    timeOf: ({ occurredAt }) => occurredAt,
    handle: ({ items: events, ...bounds }) => handle({ ...bounds, events }),
  });
}
