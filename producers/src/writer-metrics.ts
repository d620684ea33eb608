import type { Telemetry } from '@karat/infra/telemetry';

/** What the order writer measures. */
export interface WriterMetrics {
  readonly decided: (outcome: string, count: number) => void;
  readonly batch: (records: number, elapsedMs: number) => void;
  readonly recovered: (elapsedMs: number) => void;
  readonly ended: (reason: string) => void;
  readonly undecodable: () => void;
  readonly lag: (partition: number, records: number) => void;
}

/** Registers the metrics of the order writer. */
export function createWriterMetrics(telemetry: Telemetry): WriterMetrics {
  const batchRecords = telemetry.histogram({
    name: 'karat_decider_batch_records',
    help: 'Commands decided in one transaction.',
    buckets: [1, 2, 5, 10, 25, 50, 100, 200],
  });
  const batchSeconds = telemetry.histogram({
    name: 'karat_decider_batch_seconds',
    help: 'Time to decide and commit a batch.',
  });
  const recoverySeconds = telemetry.histogram({
    name: 'karat_decider_recovery_seconds',
    help: 'Time from taking a partition to its first decision.',
  });
  const lag = telemetry.gauge({
    name: 'karat_decider_lag_records',
    help: 'Commands of a partition that are not decided yet.',
    labels: ['partition'],
  });
  return {
    ...createCounters(telemetry),
    batch: (records, elapsedMs) => {
      batchRecords.observe(records);
      batchSeconds.observe(elapsedMs / 1_000);
    },
    recovered: (elapsedMs) => {
      recoverySeconds.observe(elapsedMs / 1_000);
    },
    lag: (partition, records) => {
      lag.set({ partition: String(partition) }, records);
    },
  };
}

function createCounters(
  telemetry: Telemetry,
): Pick<WriterMetrics, 'decided' | 'ended' | 'undecodable'> {
  const decided = telemetry.counter({
    name: 'karat_commands_decided_total',
    help: 'Commands decided, by outcome.',
    labels: ['outcome'],
  });
  const ended = telemetry.counter({
    name: 'karat_decider_ended_total',
    help: 'Times a partition writer ended before the process did, by reason.',
    labels: ['reason'],
  });
  const undecodable = telemetry.counter({
    name: 'karat_commands_undecodable_total',
    help: 'Commands whose bytes could not be read.',
  });
  return {
    decided: (outcome, count) => {
      decided.inc({ outcome }, count);
    },
    ended: (reason) => {
      ended.inc({ reason });
    },
    undecodable: () => {
      undecodable.inc();
    },
  };
}
