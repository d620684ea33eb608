import type { RebuildStatus } from '../rebuild/rebuild-status.ts';
import { barOf } from './progress-bar.ts';

/** Where a view and its rebuild stand, in words. */
export function reportStatus(status: RebuildStatus): string {
  const { view, generation, previous, job, progress, atWork } = status;
  const head = [
    generation === null ? `${view}: no generation is live` : `${view}: ${generation} is live`,
    ...(previous === null ? [] : [`${previous} is kept to go back to`]),
  ].join(', ');
  if (job === null) return `${head}\nno rebuild so far`;
  const kind = job.isDryRun ? 'rehearsal' : 'rebuild';
  const since = `of ${job.startedAt.toISOString()} by ${job.startedBy}`;
  if (progress === null) return `${head}\nlast ${kind} ${since}, done`;
  const seconds = Math.max((Date.now() - job.startedAt.getTime()) / 1_000, 0.001);
  const pace = {
    eventsPerSecond: progress.events / seconds,
    offsetsPerSecond: progress.read / seconds,
  };
  const people = atWork === 0 ? 'nobody is at work on it' : `${String(atWork)} parts at work`;
  return [
    head,
    `${kind} ${since} into ${job.generation}: ${people}`,
    barOf(view, progress, pace),
  ].join('\n');
}
