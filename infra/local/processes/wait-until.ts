import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '../../src/errors.ts';

/** What is awaited, how long, and what would make waiting pointless. */
export interface WaitOptions {
  /** Completes the sentence `Expected … within n s`. */
  readonly what: string;
  readonly timeoutMs: number;
  /** Milliseconds between two looks. Default 100. */
  readonly intervalMs?: number;
  /** Gives the reason once waiting is pointless (the process ended), else null. */
  readonly hopeless?: () => string | null;
  /** Ends the waiting early. */
  readonly signal?: AbortSignal | undefined;
  /** More to say when it did not come true, such as the last lines of a log. */
  readonly detail?: () => string;
}

/**
 * Looks again and again until `check` succeeds; an error means "not yet" and is kept for the message.
 * @throws PlatformError `provision-failed` after the timeout or when `hopeless` gives a reason.
 */
export async function waitUntil<T>(check: () => T | Promise<T>, options: WaitOptions): Promise<T> {
  const deadline = Date.now() + options.timeoutMs;
  for (;;) {
    const outcome = await Promise.resolve()
      .then(check)
      .then(
        (value) => ({ done: true as const, value }),
        (error: unknown) => ({ done: false as const, error }),
      );
    if (outcome.done) return outcome.value;
    const reason = options.signal?.aborted ? 'it was broken off' : (options.hopeless?.() ?? null);
    if (reason !== null || Date.now() > deadline) throw gaveUp(options, reason, outcome.error);
    await delay(options.intervalMs ?? 100);
  }
}

function gaveUp(options: WaitOptions, reason: string | null, cause: unknown): PlatformError {
  const last = cause instanceof Error ? cause.message : String(cause);
  const why = reason ?? `waited ${String(options.timeoutMs / 1000)} s; last: ${last}`;
  const detail = options.detail?.() ?? '';
  return new PlatformError(
    'provision-failed',
    `Expected ${options.what}, got: ${why}${detail === '' ? '' : `\n${detail}`}`,
    { cause },
  );
}
