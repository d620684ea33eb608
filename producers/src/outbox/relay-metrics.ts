import type { ErrorCode } from '@karat/infra/errors';
import type { Telemetry } from '@karat/infra/telemetry';
import type { OutboxBacklog } from './outbox-reader.ts';

/** What a relay measures. */
export interface RelayMetrics {
  readonly backlog: (backlog: OutboxBacklog) => void;
  readonly published: (rows: number) => void;
  readonly failed: (code: ErrorCode) => void;
}

/** Registers the metrics of a relay. */
export function createRelayMetrics(telemetry: Telemetry): RelayMetrics {
  const waiting = telemetry.gauge({
    name: 'karat_outbox_waiting_rows',
    help: 'Commands in the outbox that Kafka has not confirmed; counted up to 200,000.',
  });
  const oldest = telemetry.gauge({
    name: 'karat_outbox_oldest_waiting_seconds',
    help: 'Age of the command that has waited longest; 0 when none waits.',
  });
  const published = telemetry.counter({
    name: 'karat_outbox_published_total',
    help: 'Commands that Kafka has confirmed to this relay.',
  });
  const failures = telemetry.counter({
    name: 'karat_outbox_failures_total',
    help: 'Turns of the relay that failed, by code.',
    labels: ['code'],
  });
  const lastFailure = telemetry.gauge({
    name: 'karat_outbox_last_failure_timestamp_seconds',
    help: 'When a turn failed last, seconds since the epoch; 0 when none has.',
  });
  return {
    backlog: ({ rows, oldestSeconds }) => {
      waiting.set(rows);
      oldest.set(oldestSeconds);
    },
    published: (rows) => {
      published.inc(rows);
    },
    failed: (code) => {
      failures.inc({ code });
      lastFailure.setToCurrentTime();
    },
  };
}
