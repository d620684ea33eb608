import type { LogConnection } from '@karat/infra/log-connection';
import type { OpenView } from '../projector/projector.ts';
import type { RebuildJob, RebuildJobs } from './rebuild-jobs.ts';
import { progressOf, type RebuildProgress } from './rebuild-progress.ts';

/** Where a view and its last rebuild stand. */
export interface RebuildStatus {
  readonly view: string;
  /** The live generation; null when there is none. */
  readonly generation: string | null;
  /** The one before, which can be gone back to. */
  readonly previous: string | null;
  /** The rebuild under way, or the last one; null when there never was one. */
  readonly job: Omit<RebuildJob, '_id' | 'code' | 'incarnation'> | null;
  /** How far the one under way is; null when there is none. */
  readonly progress: RebuildProgress | null;
  /** Partitions that are being worked on now. */
  readonly atWork: number;
}

/** Tells where a view and its last rebuild stand. */
export async function rebuildStatus(
  log: LogConnection,
  { projection, store }: OpenView,
  jobs: RebuildJobs,
): Promise<RebuildStatus> {
  const view = projection.name;
  const [generation, previous, job] = await Promise.all([
    store.active(),
    store.previous(),
    jobs.find(view),
  ]);
  if (job === null) return { view, generation, previous, job, progress: null, atWork: 0 };
  const { _id, code, incarnation, ...shown } = job;
  if (job.state === 'done') {
    return { view, generation, previous, job: shown, progress: null, atWork: 0 };
  }
  const leases = jobs.leasesOf(job.generation);
  const progress = await progressOf(log, leases);
  return { view, generation, previous, job: shown, progress, atWork: await leases.atWork() };
}
