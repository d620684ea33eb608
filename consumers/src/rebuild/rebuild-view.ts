import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import { newGenerationId } from '../projector/generation-id.ts';
import { completeRebuild } from './complete-rebuild.ts';
import { fillGeneration, type PartitionProgress } from './fill-generation.ts';
import { projectionsCode } from './projections-code.ts';
import type { RebuildJob } from './rebuild-jobs.ts';
import { startFillThreads, threadsFor } from './fill-threads.ts';
import { logEnds } from './log-ends.ts';
import type { RebuildOptions } from './rebuild-options.ts';
import { openProgressBook } from './rebuild-progress.ts';
import type { Rebuilt } from './rebuilt.ts';

/** Pause between two looks at whether somebody else has brought it to its end, in ms. */
const LOOK_INTERVAL_MS = 200;

/**
 * Folds a view anew from the first event, into a generation beside the live one, compares the two,
 * and makes it live at one stroke; the projector notices and goes on from its positions. Nobody has
 * to be stopped, and no reader sees a view that is half built. A rebuild under way is joined, or gone
 * on with where its processes have died. Nothing is written but the view and the job: events go to
 * a projection, never to a consumer that acts.
 * @throws what ended it; the job stays, and the next start goes on with it.
 */
export async function rebuildView(options: RebuildOptions): Promise<Rebuilt> {
  const { log, view, jobs, isDryRun = false, startedBy, signal = NEVER } = options;
  const job = await jobs.join({
    view: view.projection.name,
    generation: newGenerationId(),
    incarnation: log.identity.incarnation,
    code: await projectionsCode(),
    isDryRun,
    startedBy,
  });
  const generation = view.store.generation(job.generation);
  // Killed between the switch and saying so: nothing is left to be filled.
  const isLive = (await view.store.active()) === job.generation;
  if (!isLive) {
    await generation.prepare();
    await fill({ ...options, signal }, job);
  }
  return await finish({ ...options, signal }, job);
}

type Filling = RebuildOptions & { readonly signal: AbortSignal };

/** This thread and those that it starts fill the generation, with whoever else is at it. */
async function fill(options: Filling, { generation: id }: RebuildJob): Promise<void> {
  const { log, view, jobs, maxThreads = 1, onThreadFailed } = options;
  const generation = view.store.generation(id);
  const leases = jobs.leasesOf(id);
  const events = (await logEnds(log)).reduce((sum, end) => sum + end, 0);
  const others = threadsFor(events, maxThreads) - 1;
  const book = await openProgressBook(log, leases, options.onProgress ?? ignore);
  // Nothing may fail between this and the end that stops them.
  const threads = startFillThreads(others, { view: view.projection.name, generation: id });
  const onProgress = (partition: number, progress: PartitionProgress): void => {
    book.note(partition, progress);
    options.onPartition?.(partition, progress);
  };
  try {
    await fillGeneration({ ...options, generation, leases, onProgress });
  } finally {
    book.close();
    await threads.stop();
    for (const error of threads.failures()) onThreadFailed?.(error);
  }
}

const NEVER = new AbortController().signal;

function ignore(): void {
  // Nobody wants to know.
}

/** One of the processes brings it to its end, the others wait for what it has come to. */
async function finish(options: Filling, { _id, generation }: RebuildJob): Promise<Rebuilt> {
  const { jobs, signal } = options;
  for (;;) {
    signal.throwIfAborted();
    const job = await jobs.find(_id);
    if (job?.generation !== generation) throw replaced(_id, generation);
    if (job.result !== null) return job.result;
    const lease = await jobs.leasesOf(generation).take('end');
    if (lease === null) {
      await delay(LOOK_INTERVAL_MS);
      continue;
    }
    try {
      return await completeRebuild({ ...options, job });
    } finally {
      await lease.release();
    }
  }
}

function replaced(view: string, generation: string): PlatformError {
  const message = `Expected the rebuild of ${view} into ${generation}, got another in its place`;
  return new PlatformError('fenced', message, { retryable: true, context: { view } });
}
