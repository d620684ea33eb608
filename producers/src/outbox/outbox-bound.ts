import { PlatformError } from '@karat/infra/errors';
import type { OutboxBacklog } from './outbox-reader.ts';

/** Keeps an outbox from growing without end. */
export interface OutboxBound {
  /**
   * Makes room for one command; what it gives is called when the command is written or is not.
   * @throws `over-capacity`, retryable, with `retryAfterMs`.
   */
  readonly admit: () => Promise<() => void>;
  /**
   * Whether rows have waited for so long that the next one has no outcome soon. Waits for a look that
   * is under way; false when nobody knows.
   */
  readonly isStalled: () => Promise<boolean>;
}

/** What a bound is made of. */
export interface OutboxBoundOptions {
  /** What waits, with its rows counted up to `atMost`. */
  readonly look: (atMost: number) => Promise<OutboxBacklog>;
  /** Rows that may wait, at least 1. */
  readonly maxWaiting: number;
  /** Milliseconds from any beginning, never going back. Default: `performance.now`. */
  readonly now?: () => number;
}

/** How long a look is believed, ms. */
const LOOK_KEPT_MS = 1_000;
/** Age of the oldest row from which on nobody waits for an outcome, in seconds: a relay takes milliseconds. */
const STALLED_AFTER_SECONDS = 2;
/** A relay that has Kafka again makes thousands of places in this time, ms. */
const RETRY_AFTER_MS = 5_000;

/**
 * A bound on the rows that wait. It looks at most once a second and adds what this process has
 * admitted since, so several processes may overshoot it by what they admit within that second. While
 * there is room nobody waits for a look; when there is none, a new one is waited for before a caller
 * is sent away.
 */
export function createOutboxBound(options: OutboxBoundOptions): OutboxBound {
  const { look, maxWaiting, now = () => performance.now() } = options;
  let waiting = 0;
  let admitted = 0;
  let settled = 0;
  let oldestSeconds = 0;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;

  const lookAgain = async (): Promise<void> => {
    lookedAtMs = now();
    const settledBefore = settled;
    const backlog = await look(maxWaiting);
    // What was being written may be in the count or not: too many rather than too few.
    waiting = backlog.rows + admitted - settledBefore;
    oldestSeconds = backlog.oldestSeconds;
  };
  const refresh = (): Promise<void> => {
    looking ??= lookAgain().finally(() => {
      looking = null;
    });
    return looking;
  };

  return {
    admit: async () => {
      const isStale = now() - lookedAtMs >= LOOK_KEPT_MS;
      if (waiting >= maxWaiting && (isStale || looking !== null)) await refresh();
      // A look in passing tells nobody of its failure: the command itself will meet it.
      else if (isStale) refresh().catch(() => undefined);
      if (waiting >= maxWaiting) throw overCapacity(maxWaiting);
      waiting += 1;
      admitted += 1;
      return () => {
        settled += 1;
      };
    },
    isStalled: async () => {
      await looking?.catch(() => undefined);
      return oldestSeconds > STALLED_AFTER_SECONDS;
    },
  };
}

function overCapacity(maxWaiting: number): PlatformError {
  const message = `Expected fewer than ${maxWaiting} commands to wait for Kafka, got ${maxWaiting}`;
  const context = { maxWaiting, retryAfterMs: RETRY_AFTER_MS };
  return new PlatformError('over-capacity', message, { retryable: true, context });
}
