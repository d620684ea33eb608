import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import { startService } from '@karat/infra/services';
import { workQueue } from '@karat/projections';
import { KEPT_NAMES } from '../../src/projector/check-view-names.ts';
import type { BenchRig } from './bench-rig.ts';

const PROJECTOR = fileURLToPath(new URL('../../src/bin/projector.js', import.meta.url));

/** The views of each projector. */
export type Processes = readonly (readonly string[])[];

/** Other views are kept elsewhere. */
export const QUEUE_ALONE: Processes = [[workQueue.name]];

/** What operators wait for has a process of its own, which no other view delays. */
export const ALL_VIEWS: Processes = [
  ...QUEUE_ALONE,
  KEPT_NAMES.filter((name) => name !== workQueue.name),
];

const READY_MS = 10 * 60_000;

/** Projectors of all views. */
export interface LiveProjectors {
  /** Waits until every partition of every view has come to the end of the log. */
  readonly caughtUp: () => Promise<void>;
  /** Age of the oldest event that waits for a view, ms, by the projectors' own metrics. */
  readonly lagMs: () => Promise<number>;
  readonly kill: () => Promise<void>;
}

/** Starts projectors. */
export async function startProjectors(
  rig: BenchRig,
  processes: Processes,
): Promise<LiveProjectors> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-bench-'));
  const services = await Promise.all(
    processes.map(async (views, index) => {
      const service = await startService({
        name: 'projector',
        script: PROJECTOR,
        environment: { ...rig.environment, VIEWS: views.join(',') },
        logFile: join(folder, `projector-${String(index)}.log`),
      });
      return { service, lags: views.length * rig.log.identity.partitions };
    }),
  );
  const gauges = async (name: string): Promise<readonly (readonly number[])[]> =>
    Promise.all(services.map(({ service }) => readGauges(service.opsPort, name)));

  return {
    caughtUp: async () => {
      const deadline = performance.now() + READY_MS;
      while (performance.now() < deadline) {
        const found = await gauges('karat_subscription_lag_records');
        const isThere = services.every(({ lags }, index) => {
          const own = found[index] ?? [];
          return own.length === lags && own.every((lag) => lag === 0);
        });
        if (isThere) return;
        await delay(100);
      }
      throw new PlatformError('timeout', 'Expected all views at the end of the log, got a lag');
    },
    lagMs: async () => 1_000 * Math.max(...(await gauges('karat_subscription_lag_seconds')).flat()),
    kill: async () => {
      await Promise.all(services.map(({ service }) => service.kill9()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readGauges(opsPort: number, name: string): Promise<readonly number[]> {
  const metrics = await (await fetch(`http://127.0.0.1:${String(opsPort)}/metrics`)).text();
  const lines = metrics.split('\n').filter((line) => line.startsWith(`${name}{`));
  return lines.map((line) => Number(line.slice(line.lastIndexOf(' ') + 1)));
}
