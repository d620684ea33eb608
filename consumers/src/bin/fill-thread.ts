import { workerData } from 'node:worker_threads';
import { createLogger } from '@karat/infra/logger';
import { connectJobs, connectViews } from '../rebuild/connect-rebuild.ts';
import { fillGeneration } from '../rebuild/fill-generation.ts';
import type { FillTask } from '../rebuild/fill-threads.ts';
import { withConnections } from '../with-connections.ts';

// A thread has no standard output of its own: what goes wrong is thrown, and told by its parent.
const logger = createLogger({ service: 'karat', level: 'silent' });
const { view: name, generation: id } = workerData as FillTask;

await withConnections(async (onStop) => {
  const connecting = { env: process.env, logger, onStop };
  const { log, views } = await connectViews([name], connecting);
  const jobs = await connectJobs(connecting);
  for (const view of views) {
    await fillGeneration({
      ...{ log, view, generation: view.store.generation(id), leases: jobs.leasesOf(id) },
      // It ends together with its process, and what it has begun is then gone on with.
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  }
});
