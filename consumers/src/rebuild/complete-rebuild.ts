import { catchUp } from './catch-up.ts';
import { compareGenerations, type GenerationDifference } from './compare-generations.ts';
import type { RebuildJob } from './rebuild-jobs.ts';
import type { RebuildOptions } from './rebuild-options.ts';
import type { Rebuilt } from './rebuilt.ts';
import { switchOver } from './switch-over.ts';

/** A rebuild whose generation is filled. */
export interface CompleteRequest extends RebuildOptions {
  readonly job: RebuildJob;
  readonly signal: AbortSignal;
}

/** Compares the filled generation with the live one and switches to it, or drops a rehearsal. */
export async function completeRebuild(request: CompleteRequest): Promise<Rebuilt> {
  const { job, jobs, view } = request;
  const { store, projection } = view;
  const generation = store.generation(job.generation);
  const live = await store.active();
  // Killed between the switch and saying so: only that is left to be done.
  const isLive = live === job.generation;
  const before = isLive
    ? await beforeOf(request, await store.previous())
    : await beforeOf(request, live);
  const filled = await jobs.leasesOf(job.generation).all();
  let events = filled.reduce((total, lease) => total + lease.events, 0);
  const difference = isLive
    ? null
    : await compare(request, live, (count) => {
        events += count;
      });
  if (difference !== null) request.onCompared?.(difference);
  const documents = await generation.count();
  if (job.isDryRun) await store.drop(job.generation);
  else if (!isLive) events += await switchOver({ ...request, generation });
  const rebuilt = {
    ...{ view: projection.name, generation: job.isDryRun ? null : job.generation, ...before },
    ...{ events, documents, difference, switched: !job.isDryRun },
    elapsedMs: Date.now() - job.startedAt.getTime(),
  };
  await jobs.complete(job, rebuilt);
  return rebuilt;
}

async function beforeOf(
  { view }: CompleteRequest,
  previous: string | null,
): Promise<Pick<Rebuilt, 'previous' | 'documentsBefore'>> {
  if (previous === null) return { previous, documentsBefore: null };
  return { previous, documentsBefore: await view.store.generation(previous).count() };
}

/** Null where no generation is live. */
async function compare(
  request: CompleteRequest,
  live: string | null,
  onEvents: (count: number) => void,
): Promise<GenerationDifference | null> {
  const { store } = request.view;
  const fresh = store.generation(request.job.generation);
  const catchUpFresh = () => catchUp({ ...request, generation: fresh, onEvents });
  await catchUpFresh();
  if (live === null) return null;
  return compareGenerations({ fresh, live: store.generation(live), catchUp: catchUpFresh });
}
