import type { RebuildProgress } from '../rebuild/rebuild-view.ts';

/** Shortest time between two lines, in ms. */
const INTERVAL_MS = 200;

/** Tells a person on a terminal how far a rebuild is; a log file gets nothing between its lines. */
export function createProgressLine(
  stream: NodeJS.WriteStream,
  view: string,
): (progress: RebuildProgress) => void {
  const startedAt = performance.now();
  let shownAt = 0;
  return ({ partitionsDone, partitions, events }) => {
    const now = performance.now();
    const isDone = partitionsDone === partitions;
    if (!isDone && now - shownAt < INTERVAL_MS) return;
    shownAt = now;
    const seconds = (now - startedAt) / 1_000;
    const rate = Math.round(events / Math.max(seconds, 0.001));
    const done = `${String(partitionsDone)} of ${String(partitions)} partitions`;
    const line = `${view}: ${done}, ${String(events)} events, ${String(rate)}/s`;
    if (stream.isTTY) stream.write(`\r\u001b[K${line}${isDone ? '\n' : ''}`);
    else if (isDone) stream.write(`${line}\n`);
  };
}
