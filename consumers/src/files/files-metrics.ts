import type { Tier } from '@karat/infra/object-store';
import type { Telemetry } from '@karat/infra/telemetry';
import type { MoveBacklog } from './move-queue.ts';
import type { SweepReport } from './sweep-report.ts';

/** What came of looking after a file. */
export type SettleOutcome = 'moved' | 'in-place' | 'unreferenced' | 'missing' | 'failed';

/** What the files service tells Prometheus. */
export type FilesMetrics = ReturnType<typeof createFilesMetrics>;

/** The metrics of the service; none has a file, an owner or an order as a label. */
export function createFilesMetrics(telemetry: Telemetry) {
  const settled = telemetry.counter<'outcome' | 'tier'>({
    name: 'karat_files_settled_total',
    help: 'Files looked after because an order asked for it, by what came of it and the tier asked for.',
    labels: ['outcome', 'tier'],
  });
  const waiting = telemetry.gauge({
    name: 'karat_files_waiting',
    help: 'Files that may be in a wrong tier and have not been looked after.',
  });
  const oldest = telemetry.gauge({
    name: 'karat_files_oldest_waiting_age_seconds',
    help: 'Age of the file that has been waiting longest; 0 when none is.',
  });
  const sweeping = createSweepMetrics(telemetry);
  return {
    settled: (outcome: SettleOutcome, tier: Tier | null): void => {
      settled.inc({ outcome, tier: tier ?? 'none' });
    },
    /** `now` in epoch ms. */
    waiting: ({ waiting: count, oldestSince }: MoveBacklog, now: number): void => {
      waiting.set(count);
      oldest.set(oldestSince === null ? 0 : Math.max(0, now - oldestSince) / 1_000);
    },
    swept: sweeping,
  };
}

function createSweepMetrics(telemetry: Telemetry) {
  const stored = telemetry.gauge<'tier'>({
    name: 'karat_files_stored',
    help: 'Files of each tier, as the last sweep has found them.',
    labels: ['tier'],
  });
  const storedBytes = telemetry.gauge<'tier'>({
    name: 'karat_files_stored_bytes',
    help: 'Bytes of each tier, as the last sweep has found them.',
    labels: ['tier'],
  });
  const orphans = telemetry.counter<'fate'>({
    name: 'karat_files_orphans_total',
    help: 'Files that no order refers to, each time a sweep has found them, by what was done.',
    labels: ['fate'],
  });
  const orphanBytes = telemetry.counter({
    name: 'karat_files_orphans_swept_bytes_total',
    help: 'Bytes of the files that were removed because no order refers to them.',
  });
  const incoming = telemetry.counter({
    name: 'karat_files_uploads_swept_total',
    help: 'Abandoned uploads that were removed.',
  });
  return ({ tiers, orphans: found, uploadsSwept }: SweepReport): void => {
    for (const { tier, files, bytes } of tiers) {
      stored.set({ tier }, files);
      storedBytes.set({ tier }, bytes);
    }
    orphans.inc({ fate: 'swept' }, found.swept);
    orphans.inc({ fate: 'young' }, found.young);
    orphans.inc({ fate: 'held-back' }, found.heldBack);
    orphanBytes.inc(found.sweptBytes);
    incoming.inc(uploadsSwept);
  };
}
