import { SHARE_ENV, Worker, type WorkerOptions } from 'node:worker_threads';

/** What a thread is told to fill. */
export interface FillTask {
  /** Name of the view. */
  readonly view: string;
  readonly generation: string;
}

/** Threads that fill a generation together with the one that has started them. */
export interface FillThreads {
  /** Why some of them have ended early. */
  readonly failures: () => readonly unknown[];
  /** Ends them where they are. */
  readonly stop: () => Promise<void>;
}

/** So many events are worth a thread, which has to read its code and to connect first. */
const EVENTS_PER_THREAD = 50_000;

/** How many threads are worth it for so many events, of those that there may be; at least 1. */
export function threadsFor(events: number, maxThreads: number): number {
  return Math.max(1, Math.min(maxThreads, Math.floor(events / EVENTS_PER_THREAD)));
}

/**
 * Starts so many threads. They share the work by the same leases as processes do: what a thread has
 * begun that dies is taken over.
 */
export function startFillThreads(
  count: number,
  task: FillTask,
  env: WorkerOptions['env'] = SHARE_ENV,
): FillThreads {
  const url = new URL('../bin/fill-thread.js', import.meta.url);
  const failures: unknown[] = [];
  const workers = Array.from({ length: count }, () => {
    const worker = new Worker(url, { workerData: task, env });
    return worker.once('error', (error) => failures.push(error));
  });
  return {
    failures: () => failures,
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
