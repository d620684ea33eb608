import type { Telemetry } from '@karat/infra/telemetry';
import { resultOf } from './attempt-outcome.ts';
import type { AttemptRecord, DeliveryState } from './delivery.ts';
import type { Backlog } from './delivery-store.ts';

/** What the webhooks service tells Prometheus. */
export type WebhookMetrics = ReturnType<typeof createWebhookMetrics>;

/** The metrics of the service; none has an endpoint or an order as a label. */
export function createWebhookMetrics(telemetry: Telemetry) {
  const made = telemetry.counter({
    name: 'karat_webhook_deliveries_made_total',
    help: 'Deliveries made from events; those read again after a crash count again.',
  });
  const ended = telemetry.counter<'state'>({
    name: 'karat_webhook_deliveries_total',
    help: 'Deliveries that ended, by state.',
    labels: ['state'],
  });
  const attempts = telemetry.histogram<'result'>({
    name: 'karat_webhook_attempt_duration_seconds',
    help: 'Duration of attempts, by result.',
    labels: ['result'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30],
  });
  const firstAttempts = telemetry.histogram({
    name: 'karat_webhook_first_attempt_delay_seconds',
    help: 'From the event to the begin of its first attempt.',
    buckets: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800],
  });
  const pending = telemetry.gauge({
    name: 'karat_webhook_deliveries_pending',
    help: 'Deliveries that have not ended.',
  });
  const oldest = telemetry.gauge({
    name: 'karat_webhook_oldest_pending_age_seconds',
    help: 'Age of the delivery that has been pending longest; 0 when none is.',
  });
  return {
    made: (count: number): void => {
      made.inc(count);
    },
    ended: (state: Exclude<DeliveryState, 'pending'>, count: number): void => {
      ended.inc({ state }, count);
    },
    attempted: ({ outcome, elapsedMs }: AttemptRecord): void => {
      attempts.observe({ result: resultOf(outcome) }, elapsedMs / 1_000);
    },
    firstAttempted: (delayMs: number): void => {
      firstAttempts.observe(delayMs / 1_000);
    },
    /** `now` in epoch ms. */
    waiting: ({ pending: count, oldestCreatedAt }: Backlog, now: number): void => {
      pending.set(count);
      oldest.set(oldestCreatedAt === null ? 0 : Math.max(0, now - oldestCreatedAt) / 1_000);
    },
  };
}
