import type { Telemetry } from '@karat/infra/telemetry';
import type { CloseReason } from './decide-commands.ts';

/** What the order writer measures. */
export interface WriterMetrics {
  readonly decided: (outcome: string, count: number) => void;
  readonly batch: (records: number, elapsedMs: number) => void;
  readonly recovered: (elapsedMs: number) => void;
  readonly ended: (reason: string) => void;
  /** A record that was passed over, or a command that was refused because it cannot be read. */
  readonly undecodable: (treatment: 'passed-over' | 'refused') => void;
  readonly closed: (reason: CloseReason) => void;
  readonly stalled: (stalledMs: number) => void;
  readonly lag: (partition: number, records: number) => void;
  /** When the oldest undecided command was sent, epoch milliseconds; null when there is none. */
  readonly undecidedSince: (partition: number, sentAt: number | null) => void;
  /** Says nothing more of a partition: another member has it now. */
  readonly letGo: (partition: number) => void;
}

/** Registers the metrics of the order writer. */
export function createWriterMetrics(telemetry: Telemetry): WriterMetrics {
  const batchRecords = telemetry.histogram({
    name: 'karat_decider_batch_records',
    help: 'Commands decided in one transaction.',
    buckets: [1, 2, 5, 10, 25, 50, 100, 200, 500, 1_000],
  });
  const batchSeconds = telemetry.histogram({
    name: 'karat_decider_batch_seconds',
    help: 'Time to decide and commit a batch.',
  });
  const recoverySeconds = telemetry.histogram({
    name: 'karat_decider_recovery_seconds',
    help: 'Time from taking a partition to its first decision.',
  });
  const stallSeconds = telemetry.histogram({
    name: 'karat_event_loop_stall_seconds',
    help: 'Times over 100 ms in which the process did nothing else.',
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  return {
    ...createCounters(telemetry),
    ...createGauges(telemetry),
    batch: (records, elapsedMs) => {
      batchRecords.observe(records);
      batchSeconds.observe(elapsedMs / 1_000);
    },
    stalled: (stalledMs) => {
      stallSeconds.observe(stalledMs / 1_000);
    },
    recovered: (elapsedMs) => {
      recoverySeconds.observe(elapsedMs / 1_000);
    },
  };
}

function createGauges(
  telemetry: Telemetry,
): Pick<WriterMetrics, 'lag' | 'undecidedSince' | 'letGo'> {
  const since = new Map<string, number | null>();
  const lag = telemetry.gauge({
    name: 'karat_decider_lag_records',
    help: 'Commands of a partition that are not decided yet.',
    labels: ['partition'],
  });
  const age = telemetry.gauge({
    name: 'karat_decider_oldest_undecided_seconds',
    help: 'Age of the oldest command of a partition that is not decided yet; 0 when there is none.',
    labels: ['partition'],
    // Computed when asked: a partition that stands still must be seen to grow old.
    collect: (gauge) => {
      for (const [partition, sentAt] of since) {
        const ageMs = sentAt === null ? 0 : Date.now() - sentAt;
        gauge.set({ partition }, Math.max(0, ageMs / 1_000));
      }
    },
  });
  return {
    lag: (partition, records) => {
      lag.set({ partition: String(partition) }, records);
    },
    undecidedSince: (partition, sentAt) => {
      since.set(String(partition), sentAt);
    },
    letGo: (partition) => {
      since.delete(String(partition));
      for (const gauge of [lag, age]) gauge.remove({ partition: String(partition) });
    },
  };
}

function createCounters(
  telemetry: Telemetry,
): Pick<WriterMetrics, 'decided' | 'ended' | 'undecodable' | 'closed'> {
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
    help: 'Records of the command topic that could not be read, by what became of them.',
    labels: ['treatment'],
  });
  const closed = telemetry.counter({
    name: 'karat_decider_batches_closed_total',
    help: 'Batches, by why they took no more commands.',
    labels: ['reason'],
  });
  return {
    decided: (outcome, count) => {
      decided.inc({ outcome }, count);
    },
    ended: (reason) => {
      ended.inc({ reason });
    },
    undecodable: (treatment) => {
      undecodable.inc({ treatment });
    },
    closed: (reason) => {
      closed.inc({ reason });
    },
  };
}
