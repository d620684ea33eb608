import type { ServerPart } from './part.ts';

/** One step of getting or starting a server, told to whoever waits for it. */
export interface ServerProgress {
  readonly part: ServerPart | 'java';
  readonly phase: 'downloading' | 'downloaded' | 'starting' | 'ready' | 'joined';
  /** What is being fetched or started, with its version or address. */
  readonly what: string;
}

/** Receives the steps of a start. */
export type OnProgress = (progress: ServerProgress) => void;

const LINE_EVERY_MS = 5000;
const REDRAW_EVERY_MS = 200;

/** What progress is written to, such as `process.stderr`. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Shows progress until it is closed. */
export interface ProgressDisplay {
  readonly onProgress: OnProgress;
  close(): void;
}

/**
 * Shows the steps of a start on a stream: one updating line on a terminal, elsewhere a line for each step and every
 * 5 s a line for what is still under way, so that a log stays short.
 */
export function showProgress(stream: ProgressStream): ProgressDisplay {
  const running = new Map<string, { readonly text: string; readonly sinceMs: number }>();
  const status = (): string =>
    [...running.values()].map((step) => `${step.text} (${seconds(step.sinceMs)} s)`).join(' · ');
  const clear = stream.isTTY ? '\r\u001b[2K' : '';
  const repeat = setInterval(
    () => {
      if (running.size === 0) return;
      if (stream.isTTY) stream.write(`${clear}${status().slice(0, (stream.columns ?? 80) - 1)}`);
      else stream.write(`${status()}\n`);
    },
    stream.isTTY ? REDRAW_EVERY_MS : LINE_EVERY_MS,
  );
  repeat.unref();
  return {
    onProgress: (progress) => {
      const { part, phase, what } = progress;
      const before = running.get(part);
      const text = `${part}: ${phase} ${what}`;
      if (phase === 'downloading' || phase === 'starting') {
        running.set(part, { text, sinceMs: Date.now() });
        if (!stream.isTTY && phase === 'downloading') stream.write(`${text}\n`);
        return;
      }
      running.delete(part);
      const took = before ? ` after ${seconds(before.sinceMs)} s` : '';
      stream.write(`${clear}${text}${took}\n`);
    },
    close: () => {
      clearInterval(repeat);
      if (stream.isTTY) stream.write(clear);
    },
  };
}

function seconds(sinceMs: number): string {
  return ((Date.now() - sinceMs) / 1000).toFixed(1);
}
