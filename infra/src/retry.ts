import { setTimeout as delay } from 'node:timers/promises';
import { isRetryable, PlatformError, toPlatformError } from './errors.ts';

/** What `onRetry` is told before each further attempt. */
export interface RetryNotice {
  readonly error: PlatformError;
  /** Number of the attempt that failed, from 1. */
  readonly attempt: number;
  readonly delayMs: number;
}

/** Settings of {@link retry}. */
export interface RetryOptions {
  /** Attempts in all, at least 1; `Infinity` never gives up. Default: 5. */
  readonly attempts?: number;
  /** Bound of the first pause, in ms; doubles with each attempt. Default: 100. */
  readonly initialDelayMs?: number;
  /** Largest bound of a pause, in ms. Default: 5,000. */
  readonly maxDelayMs?: number;
  /** Ends the waiting. Default: none. */
  readonly signal?: AbortSignal;
  /** Called before each pause, e.g. to log. Default: nothing. */
  readonly onRetry?: (notice: RetryNotice) => void;
}

/**
 * Calls `fn` until it succeeds, fails for good, or the attempts are used up. Pauses have full
 * jitter, so that many callers whom one outage hit do not come back at the same moment.
 * @throws what `fn` threw last; `aborted` when the signal fired.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export async function retry<T>(
  fn: (attempt: number) => Promise<T>,
  options: RetryOptions = {},
): Promise<T> {
  const { attempts = 5, signal, onRetry } = options;
  for (let attempt = 1; ; attempt += 1) {
    throwIfAborted(signal);
    try {
      return await fn(attempt);
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error;
      const delayMs = Math.random() * backoffBoundMs(attempt, options);
      onRetry?.({ error: toPlatformError(error), attempt, delayMs });
      await pause(delayMs, signal);
    }
  }
}

/** Upper bound of the pause after the given failed attempt (from 1), in ms. */
export function backoffBoundMs(
  attempt: number,
  { initialDelayMs = 100, maxDelayMs = 5_000 }: RetryOptions = {},
): number {
  return Math.min(maxDelayMs, initialDelayMs * 2 ** (attempt - 1));
}

async function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(delayMs, undefined, signal === undefined ? {} : { signal });
  } catch {
    throwIfAborted(signal);
  }
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new PlatformError('aborted', 'Stopped while retrying', { cause: signal.reason });
}
