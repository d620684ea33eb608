import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Starts a task at a steady rate whatever becomes of the earlier ones, and gives the time of each
 * from when it was due, milliseconds: a system that stalls is not asked less.
 */
export async function runOpenLoop(
  { perSecond, count }: { readonly perSecond: number; readonly count: number },
  task: () => Promise<unknown>,
): Promise<readonly number[]> {
  const startedAt = performance.now();
  const times: Promise<number>[] = [];
  while (times.length < count) {
    const dueAt = startedAt + (times.length * 1_000) / perSecond;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    times.push(task().then(() => performance.now() - dueAt));
  }
  return Promise.all(times);
}
