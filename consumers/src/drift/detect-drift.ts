import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { ServiceContext } from '@karat/infra/service';
import { checkDrift, type DriftOptions } from './check-drift.ts';
import { createDriftMetrics } from './drift-metrics.ts';

/** How drift is looked for all the time. */
export interface DetectDriftOptions extends Omit<DriftOptions, 'metrics' | 'logger'> {
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry'>;
  /** Pause between two orders, ms; 0 looks for none. */
  readonly intervalMs: number;
}

/** A detector at work. */
export interface DriftDetector {
  readonly close: () => Promise<void>;
}

/**
 * Compares one order after the other, drawn at random from each view in turn, with the log, for as
 * long as it is not closed. A view that has gone wrong shows in metrics before anybody reads it.
 */
export function detectDrift(options: DetectDriftOptions): DriftDetector {
  const { service, views, index, intervalMs } = options;
  const { logger, telemetry } = service;
  const names = views.map(({ projection }) => projection.name);
  const metrics = createDriftMetrics(telemetry, names);
  const stopping = new AbortController();
  const { signal } = stopping;
  // The index itself is drawn from as well: it knows of orders that a view has lost.
  const sources = [...new Set([...views, index])];
  const run = async (): Promise<void> => {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const source = sources[turn % sources.length] ?? index;
      await checkDrift({ ...options, metrics, logger }, source).catch((error: unknown) => {
        logger.debug({ error: toPlatformError(error) }, 'no order drawn');
      });
      await delay(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = intervalMs === 0 ? Promise.resolve() : run();
  return {
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}
