import type { RebuildProgress } from '../rebuild/rebuild-progress.ts';

/** Shortest time between two lines on a terminal, in ms, and between two lines of a log file. */
const TERMINAL_INTERVAL_MS = 200;
const FILE_INTERVAL_MS = 5_000;

/** The rate is that of so many ms: the mean since the start would tell of other days. */
const WINDOW_MS = 10_000;

const BAR_WIDTH = 24;

/** Tells how far a rebuild is, how fast, and how long it will take. */
export function createProgressBar(
  stream: NodeJS.WriteStream,
  view: string,
): (progress: RebuildProgress) => void {
  const samples: Sample[] = [];
  const intervalMs = stream.isTTY ? TERMINAL_INTERVAL_MS : FILE_INTERVAL_MS;
  let shownAt = -Infinity;
  let isOver = false;
  return (progress) => {
    const now = performance.now();
    const isDone = progress.partitionsDone === progress.partitions;
    if (isOver || (!isDone && now - shownAt < intervalMs)) return;
    shownAt = now;
    isOver = isDone;
    samples.push({ at: now, ...progress });
    while (now - (samples[1]?.at ?? now) > WINDOW_MS) samples.shift();
    const line = barOf(view, progress, paceOf(samples));
    stream.write(stream.isTTY ? `\r\u001b[K${line}${isDone ? '\n' : ''}` : `${line}\n`);
  };
}

interface Sample {
  readonly at: number;
  readonly events: number;
  readonly read: number;
}

/** How fast a rebuild is. */
export interface Pace {
  readonly eventsPerSecond: number;
  readonly offsetsPerSecond: number;
}

function paceOf(samples: readonly Sample[]): Pace {
  const [first, last] = [samples[0], samples.at(-1)];
  const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1_000;
  if (first === undefined || last === undefined || seconds <= 0) {
    return { eventsPerSecond: 0, offsetsPerSecond: 0 };
  }
  return {
    eventsPerSecond: (last.events - first.events) / seconds,
    offsetsPerSecond: (last.read - first.read) / seconds,
  };
}

/** The line: a bar, how much is read, how many events a second, and how long it will take. */
export function barOf(view: string, progress: RebuildProgress, pace: Pace): string {
  const { read, total, events, partitionsDone, partitions } = progress;
  const share = total === 0 ? 1 : Math.min(1, read / total);
  const filled = Math.floor(share * BAR_WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(BAR_WIDTH - filled);
  const rate = Math.round(pace.eventsPerSecond).toLocaleString('en');
  const parts = [
    `${view} [${bar}] ${String(Math.floor(share * 100))} %`,
    `${events.toLocaleString('en')} events`,
    `${rate}/s`,
    leftOf(total - read, pace.offsetsPerSecond),
    `${String(partitionsDone)} of ${String(partitions)} partitions`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function leftOf(offsets: number, perSecond: number): string {
  if (offsets <= 0) return '';
  if (perSecond <= 0) return 'time left unknown';
  const seconds = Math.ceil(offsets / perSecond);
  const minutes = Math.floor(seconds / 60);
  return `${minutes === 0 ? '' : `${String(minutes)} min `}${String(seconds % 60)} s left`;
}
