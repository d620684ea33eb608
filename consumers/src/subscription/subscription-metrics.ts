import type { Telemetry } from '@karat/infra/telemetry';

/** What a subscription measures of its partitions. */
export interface SubscriptionMetrics {
  /** Records between the next one to handle and the last stable offset. */
  readonly lag: (partition: number, records: bigint) => void;
  /** Age of the oldest record that waits, in ms. */
  readonly lagMs: (partition: number, elapsedMs: number) => void;
  /** One event has its effect, so many ms after it happened. */
  readonly handled: (partition: number, freshnessMs: number) => void;
  readonly failed: (partition: number, code: string) => void;
  /** Whether the partition stands still because of a failure. */
  readonly halted: (partition: number, isHalted: boolean) => void;
  /** Forgets a partition that another member has now. */
  readonly forget: (partition: number) => void;
}

const LABELS = ['subscription', 'partition'] as const;

/** Registers the metrics of the subscription with this name. */
export function createSubscriptionMetrics(
  telemetry: Telemetry,
  subscription: string,
): SubscriptionMetrics {
  const { lag, lagSeconds, halted } = createGauges(telemetry);
  const { handled, failed } = createCounters(telemetry);
  const freshness = telemetry.histogram({
    name: 'karat_subscription_freshness_seconds',
    help: 'Time from the decision of an event, just before its commit, to its stored effect.',
    labels: ['subscription'],
  });
  const of = (partition: number) => ({ subscription, partition: String(partition) });
  return {
    lag: (partition, records) => {
      lag.set(of(partition), Number(records));
    },
    lagMs: (partition, elapsedMs) => {
      lagSeconds.set(of(partition), elapsedMs / 1_000);
    },
    handled: (partition, freshnessMs) => {
      handled.inc(of(partition));
      freshness.observe({ subscription }, freshnessMs / 1_000);
    },
    failed: (partition, code) => {
      failed.inc({ ...of(partition), code });
    },
    halted: (partition, isHalted) => {
      halted.set(of(partition), isHalted ? 1 : 0);
    },
    forget: (partition) => {
      for (const gauge of [lag, lagSeconds, halted]) gauge.remove(of(partition));
    },
  };
}

function createGauges(telemetry: Telemetry) {
  return {
    lag: telemetry.gauge({
      name: 'karat_subscription_lag_records',
      help: 'Records up to the last stable offset that are not handled yet.',
      labels: LABELS,
    }),
    lagSeconds: telemetry.gauge({
      name: 'karat_subscription_lag_seconds',
      help: 'Age of the oldest record that is not handled yet.',
      labels: LABELS,
    }),
    halted: telemetry.gauge({
      name: 'karat_subscription_halted',
      help: '1 while the partition stands still because of a failure.',
      labels: LABELS,
    }),
  };
}

function createCounters(telemetry: Telemetry) {
  return {
    handled: telemetry.counter({
      name: 'karat_subscription_handled_total',
      help: 'Events whose effect is stored; a repeated event counts again.',
      labels: LABELS,
    }),
    failed: telemetry.counter({
      name: 'karat_subscription_failures_total',
      help: 'Attempts to handle a batch that failed, by error code.',
      labels: [...LABELS, 'code'],
    }),
  };
}
