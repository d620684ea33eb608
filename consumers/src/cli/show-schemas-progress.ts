import type { SchemasProgress } from '../schemas-check/check-schemas.ts';

/** Shortest time between two lines, in ms. */
const INTERVAL_MS = 200;

/** Tells a person on a terminal how far a check is and how long it will take; a log gets nothing. */
export function createSchemasProgressLine(
  stream: NodeJS.WriteStream,
): (progress: SchemasProgress) => void {
  const startedAt = performance.now();
  let shownAt = 0;
  return ({ records, offsetsDone, offsets }) => {
    const now = performance.now();
    const isDone = offsetsDone >= offsets;
    if (!stream.isTTY || (!isDone && now - shownAt < INTERVAL_MS)) return;
    shownAt = now;
    const seconds = Math.max((now - startedAt) / 1_000, 0.001);
    const rate = Math.round(records / seconds);
    const left = Math.ceil((seconds / Math.max(offsetsDone, 1)) * (offsets - offsetsDone));
    const line = `${String(records)} records, ${String(rate)}/s, ${String(left)} s left`;
    stream.write(`\r\u001b[K${line}${isDone ? '\n' : ''}`);
  };
}
