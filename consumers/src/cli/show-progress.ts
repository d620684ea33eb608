import type { CheckProgress } from '../check/check-log.ts';

/** Shortest time between two lines, in ms. */
const INTERVAL_MS = 200;

/** Tells a person on a terminal how far a check is, how fast, and how long it will take. */
export function createCheckProgressLine(
  stream: NodeJS.WriteStream,
): (progress: CheckProgress) => void {
  return createLine(stream, (progress, seconds) => {
    const { partitionsDone, partitions, records, expectedRecords, findings } = progress;
    const rate = Math.round(records / seconds);
    const isDone = partitionsDone === partitions;
    // Partitions that are not begun are taken to be as long as the others.
    const begun = Math.min(partitions, partitionsDone + 1);
    const left = Math.max(0, (expectedRecords / begun) * partitions - records);
    const end = isDone ? '' : `, ${String(Math.ceil(left / Math.max(rate, 1)))} s left`;
    const done = `${String(partitionsDone)} of ${String(partitions)} partitions`;
    return `check: ${done}, ${String(records)} records, ${String(rate)}/s, ${String(findings)} findings${end}`;
  });
}

interface PartitionsDone {
  readonly partitionsDone: number;
  readonly partitions: number;
}

function createLine<T extends PartitionsDone>(
  stream: NodeJS.WriteStream,
  lineOf: (progress: T, seconds: number) => string,
): (progress: T) => void {
  const startedAt = performance.now();
  let shownAt = 0;
  return (progress) => {
    const now = performance.now();
    const isDone = progress.partitionsDone === progress.partitions;
    if (!isDone && now - shownAt < INTERVAL_MS) return;
    shownAt = now;
    const line = lineOf(progress, Math.max((now - startedAt) / 1_000, 0.001));
    if (stream.isTTY) stream.write(`\r\u001b[K${line}${isDone ? '\n' : ''}`);
    else if (isDone) stream.write(`${line}\n`);
  };
}
