import { hasSucceeded, type AttemptOutcome } from './attempt-outcome.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Pauses between the end of one attempt and the next, in ms: ten attempts within 75 h 35 m 5 s.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability
 */
export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];

/** What follows from an attempt. */
export type Verdict =
  | { readonly state: 'delivered' }
  /** The receiver said that it is gone for good: its endpoint is disabled. */
  | { readonly state: 'gone' }
  /** The last attempt of the schedule failed. */
  | { readonly state: 'exhausted' }
  | { readonly state: 'pending'; readonly delayMs: number };

/** What is known after an attempt. */
export interface AfterAttempt {
  /** Attempts made, this one included; from 1. */
  readonly attemptsMade: number;
  readonly outcome: AttemptOutcome;
  /** From 0 to below 1: spreads the retries of an endpoint that has come back. */
  readonly random: number;
  /** Pauses between attempts, in ms. Default: {@link RETRY_DELAYS_MS}. */
  readonly delaysMs?: readonly number[];
}

/** Says whether and when to try again; pure, so that 75 hours are tested in no time. */
export function verdictOn(after: AfterAttempt): Verdict {
  const { attemptsMade, outcome, random, delaysMs = RETRY_DELAYS_MS } = after;
  if (hasSucceeded(outcome)) return { state: 'delivered' };
  if (outcome.kind === 'answered' && outcome.status === GONE) return { state: 'gone' };
  const scheduledMs = delaysMs[attemptsMade - 1];
  if (scheduledMs === undefined) return { state: 'exhausted' };
  const jitteredMs = scheduledMs * (1 - JITTER + 2 * JITTER * random);
  return { state: 'pending', delayMs: Math.round(Math.max(jitteredMs, leastDelayMs(outcome))) };
}

/**
 * Reads `Retry-After`, in seconds or as an HTTP date, into ms from `nowMs`; null when it is missing,
 * not understood or in the past.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const delayMs = /^\d+$/.test(value) ? Number(value) * SECOND_MS : Date.parse(value) - nowMs;
  return delayMs > 0 ? delayMs : null;
}

const GONE = 410;
const TOO_MANY_REQUESTS = 429;
/** Share by which a pause is made shorter or longer. */
const JITTER = 0.2;
/** Least pause for a receiver that has too much to do. */
const OVERLOADED_DELAY_MS = MINUTE_MS;
/** A receiver can ask for patience, but not to be forgotten. */
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

/** A receiver's own wish may make the pause longer, never shorter. */
function leastDelayMs(outcome: AttemptOutcome): number {
  if (outcome.kind === 'timeout') return OVERLOADED_DELAY_MS;
  if (outcome.kind !== 'answered') return 0;
  const overloadedMs = outcome.status === TOO_MANY_REQUESTS ? OVERLOADED_DELAY_MS : 0;
  const askedMs = Math.min(outcome.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  return Math.max(overloadedMs, askedMs);
}
