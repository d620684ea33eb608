import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import { backoffBoundMs } from '@karat/infra/retry';
import type { ServiceContext } from '@karat/infra/service';
import type { LostView } from '../projector/live-view.ts';
import type { OpenView } from '../projector/projector.ts';
import { isLogEmpty } from './log-ends.ts';
import type { RebuildJobs } from './rebuild-jobs.ts';
import { rebuildView } from './rebuild-view.ts';

/** What a lost view is built anew with. */
export interface HealOptions {
  readonly log: LogConnection;
  readonly view: OpenView;
  readonly jobs: RebuildJobs;
  readonly service: Pick<ServiceContext, 'logger' | 'signal' | 'onStop'>;
}

const MAX_PAUSE_MS = 30_000;

/**
 * Builds a view that has no live generation anew, in this process and in the background, together
 * with other processes that have noticed as well; it is tried until it succeeds.
 */
export function healLost(options: HealOptions): LostView {
  const { log, view, service } = options;
  let state = 'it is about to be built';
  let working: Promise<void> | null = null;
  service.onStop(`rebuild ${view.projection.name}`, () => working ?? undefined);

  const tryAgain = async (attempt: number, caught: unknown): Promise<void> => {
    const error = toPlatformError(caught);
    state = `${error.code}: ${error.message}`;
    const delayMs = backoffBoundMs(attempt, { maxDelayMs: MAX_PAUSE_MS });
    const facts = { view: view.projection.name, attempt, delayMs, error };
    service.logger.error(facts, 'view not built');
    await delay(delayMs, undefined, { signal: service.signal }).catch(() => undefined);
  };
  const isMissing = async (): Promise<boolean> => {
    if (service.signal.aborted) return false;
    return (await view.store.active().catch(() => null)) === null;
  };
  const heal = async (): Promise<void> => {
    for (let attempt = 1; await isMissing(); attempt += 1) {
      state = 'it is being built';
      await build().catch((error: unknown) => tryAgain(attempt, error));
    }
  };
  const build = async (): Promise<void> => {
    const { logger, signal } = service;
    logger.warn({ view: view.projection.name }, 'view lost, built anew');
    const rebuilt = await rebuildView({
      ...options,
      signal,
      startedBy: 'projector',
      onProgress: ({ read, total }) => {
        state = `it is being built, ${String(Math.floor((read / Math.max(total, 1)) * 100))} % read`;
      },
    });
    const { generation, documents, events, elapsedMs } = rebuilt;
    const facts = { view: rebuilt.view, generation, documents, events, elapsedMs };
    logger.info(facts, 'view built anew');
  };
  return {
    isLogEmpty: () => isLogEmpty(log),
    endOf: (partition) => log.reader.endOf(log.topics.events, partition),
    rebuild: () => {
      working ??= heal().finally(() => {
        working = null;
      });
    },
    state: () => state,
  };
}
