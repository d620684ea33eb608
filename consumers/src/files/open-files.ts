import type { ServiceContext } from '@karat/infra/service';
import { createFilesMetrics } from './files-metrics.ts';
import { openFilesStores, type FilesStoresOptions } from './files-stores.ts';
import { keepDoing } from './keep-doing.ts';
import { giveBackSweepTurn, takeSweepTurn } from './sweep-turn.ts';
import { createTakeFileEvents, type TakeFileEvents } from './take-file-events.ts';

/** What the files of an installation are looked after with. */
export interface FilesOptions extends Omit<FilesStoresOptions, 'logger' | 'metrics'> {
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'health'>;
  /** Pause between two sweeps, in ms. */
  readonly sweepIntervalMs: number;
  /** How long a file that no order refers to is left alone, in ms. */
  readonly graceMs: number;
  /** How old an upload that has not ended may become, in ms. */
  readonly uploadRetentionMs: number;
  /** Pause between two looks at what waits, in ms. Default: 1,000. */
  readonly intervalMs?: number;
}

/** Files being looked after. */
export interface Files {
  /** Takes events; resolves when what they ask for is stored and done. */
  readonly take: TakeFileEvents;
  readonly close: () => Promise<void>;
}

/** How long a sweep waits for the positions to reach the ends of the log, in ms. */
const SWEEP_PATIENCE_MS = 30_000;

/** Pause after a sweep that has failed, in ms. */
const SWEEP_AGAIN_MS = 60_000;

/** Opens the stores, and begins to look after what waits and to sweep. */
export async function openFiles(options: FilesOptions): Promise<Files> {
  const { service, sweepIntervalMs, graceMs, uploadRetentionMs, intervalMs = 1_000 } = options;
  const { logger, telemetry } = service;
  const metrics = createFilesMetrics(telemetry);
  const stores = openFilesStores({ ...options, logger, metrics });
  const { client, db, orders, moves, nearness, settle } = stores;
  await stores.ensureIndexes();
  const stopping = new AbortController();
  const { signal } = stopping;

  const settleWaiting = async (): Promise<void> => {
    metrics.waiting(await moves.backlog(), Date.now());
    await stores.settleAll(signal);
  };
  const sweepInTurn = async (): Promise<void> => {
    if (!(await takeSweepTurn(db, sweepIntervalMs))) return;
    const settings = { graceMs, uploadRetentionMs, patienceMs: SWEEP_PATIENCE_MS, signal };
    try {
      const report = await stores.sweep({ ...settings, isDryRun: false, despiteSkipped: false });
      metrics.swept(report);
      logger.info({ ...report }, 'files swept');
    } catch (error) {
      await giveBackSweepTurn(db, SWEEP_AGAIN_MS);
      throw error;
    }
    if (signal.aborted) await giveBackSweepTurn(db, 0);
  };
  const loop = { intervalMs, signal, service };
  const loops = [
    keepDoing(settleWaiting, { ...loop, name: 'moves of files' }),
    keepDoing(sweepInTurn, { ...loop, name: 'sweeping of files' }),
  ];
  return {
    take: createTakeFileEvents({ client, orders, moves, nearness, settle }),
    close: async () => {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
