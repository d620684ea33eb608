import { PlatformError } from '@karat/infra/errors';

/** Keeps an outbox from growing without end. */
export interface OutboxBound {
  /**
   * Makes room for one command; what it gives is called when the command is written or is not.
   * @throws `over-capacity`, retryable, with `retryAfterMs`.
   */
  readonly admit: () => Promise<() => void>;
}

/** What a bound is made of. */
export interface OutboxBoundOptions {
  /** Rows that wait, counted up to `atMost`. */
  readonly count: (atMost: number) => Promise<number>;
  /** Rows that may wait, at least 1. */
  readonly maxWaiting: number;
  /** Milliseconds from any beginning, never going back. Default: `performance.now`. */
  readonly now?: () => number;
}

/** How long a count is believed, ms. */
const COUNT_KEPT_MS = 1_000;
/** A relay that has Kafka again makes thousands of places in this time, ms. */
const RETRY_AFTER_MS = 5_000;

/**
 * A bound on the rows that wait. It counts at most once a second and adds what this process has
 * admitted since, so several processes may overshoot it by what they admit within that second. While
 * there is room nobody waits for a count; when there is none, a new count is waited for before a
 * caller is sent away.
 */
export function createOutboxBound(options: OutboxBoundOptions): OutboxBound {
  const { count, maxWaiting, now = () => performance.now() } = options;
  let waiting = 0;
  let admitted = 0;
  let settled = 0;
  let countedAtMs = Number.NEGATIVE_INFINITY;
  let counting: Promise<void> | null = null;

  const recount = async (): Promise<void> => {
    countedAtMs = now();
    const settledBefore = settled;
    const counted = await count(maxWaiting);
    // What was being written may be in the count or not: too many rather than too few.
    waiting = counted + admitted - settledBefore;
  };
  const refresh = (): Promise<void> => {
    counting ??= recount().finally(() => {
      counting = null;
    });
    return counting;
  };

  return {
    admit: async () => {
      const isStale = now() - countedAtMs >= COUNT_KEPT_MS;
      if (waiting >= maxWaiting && (isStale || counting !== null)) await refresh();
      // What is counted in passing tells nobody of its failure: the command itself will meet it.
      else if (isStale) refresh().catch(() => undefined);
      if (waiting >= maxWaiting) throw overCapacity(maxWaiting);
      waiting += 1;
      admitted += 1;
      return () => {
        settled += 1;
      };
    },
  };
}

function overCapacity(maxWaiting: number): PlatformError {
  const message = `Expected fewer than ${maxWaiting} commands to wait for Kafka, got ${maxWaiting}`;
  const context = { maxWaiting, retryAfterMs: RETRY_AFTER_MS };
  return new PlatformError('over-capacity', message, { retryable: true, context });
}
