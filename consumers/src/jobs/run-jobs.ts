import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { Job, JobStore, TakenJob } from '@karat/infra/job-store';
import { backoffBoundMs } from '@karat/infra/retry';
import type { ServiceContext } from '@karat/infra/service';

/**
 * Does a job of one kind, given what was asked for. It is done again where nobody knows what has
 * become of it, so it must come to the same.
 * @throws what passes (retryable), and the job is tried again; or what does not, and that is its end.
 */
export type JobHandler = (request: unknown, job: Job) => Promise<unknown>;

/** What a job has come to, as its `answer` holds it. This is a format. */
export type JobAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Settings of {@link runJobs}. */
export interface RunJobsOptions {
  readonly jobs: JobStore;
  /** What this process can do, by kind. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly service: Pick<ServiceContext, 'logger' | 'health'>;
  /** Pause between two looks while there is nothing to do, in ms. Default: 250. */
  readonly lookIntervalMs?: number;
}

/** Takes jobs and does them, one after the other, until it is closed. */
export function runJobs(options: RunJobsOptions): { readonly close: () => Promise<void> } {
  const stopping = new AbortController();
  const running = lookUntilStopped(options, stopping.signal);
  return {
    close: async () => {
      stopping.abort();
      await running;
    },
  };
}

async function lookUntilStopped(options: RunJobsOptions, signal: AbortSignal): Promise<void> {
  const { jobs, handlers, service, lookIntervalMs = 250 } = options;
  const kinds = Object.keys(handlers);
  while (!signal.aborted) {
    try {
      const taken = await jobs.take(kinds);
      service.health.set('jobs', null);
      if (taken !== null) {
        await doOne(options, taken);
        continue;
      }
    } catch (caught) {
      const error = toPlatformError(caught);
      service.health.set('jobs', `${error.code}: ${error.message}`);
      service.logger.warn({ error }, 'jobs not looked at');
    }
    await delay(lookIntervalMs, undefined, { signal }).catch(() => undefined);
  }
}

async function doOne({ handlers, service }: RunJobsOptions, taken: TakenJob): Promise<void> {
  const { _id, kind, request, attempts, traceparent } = taken.job;
  const about = { job: _id, kind, attempts, traceparent };
  try {
    const result = await handlers[kind]?.(JSON.parse(request), taken.job);
    await taken.done({ ok: true, result } satisfies JobAnswer);
    service.logger.info(about, 'job done');
  } catch (caught) {
    const error = toPlatformError(caught);
    service.logger.warn({ ...about, error }, 'job failed');
    if (error.retryable) await taken.giveBack(backoffBoundMs(attempts));
    else {
      const { code, message } = error;
      await taken.done({ ok: false, code, message } satisfies JobAnswer);
    }
  }
}
