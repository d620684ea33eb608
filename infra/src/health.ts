import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from './errors.ts';

/** Answers null when all is well, else the reason why not, as a sentence part. */
export type HealthCheck = () => string | null | Promise<string | null>;

/** One thing that keeps a service from being ready. */
export interface Unreadiness {
  readonly check: string;
  readonly reason: string;
}

/** What a service knows about its own readiness. */
export interface Health {
  /** Records why `check` fails, or null when it holds again. */
  readonly set: (check: string, reason: string | null) => void;
  /** All reasons against being ready, empty when ready. */
  readonly reasons: () => Promise<readonly Unreadiness[]>;
}

/** A check that does not answer within this time counts as failed, in ms. */
const CHECK_TIMEOUT_MS = 1_000;

/** Health from states that are pushed (`set`) and checks that are asked each time. */
export function createHealth(checks: Readonly<Record<string, HealthCheck>> = {}): Health {
  const pushed = new Map<string, string>();
  return {
    set: (check, reason) => {
      if (reason === null) pushed.delete(check);
      else pushed.set(check, reason);
    },
    reasons: async () => {
      const asked = await Promise.all(Object.entries(checks).map(ask));
      return [
        ...[...pushed].map(([check, reason]) => ({ check, reason })),
        ...asked.filter((reason) => reason !== null),
      ];
    },
  };
}

async function ask([check, run]: [string, HealthCheck]): Promise<Unreadiness | null> {
  const answered = new AbortController();
  const reason = await Promise.race([answerOf(run), silence(answered.signal)]);
  answered.abort();
  return reason === null ? null : { check, reason };
}

async function answerOf(run: HealthCheck): Promise<string | null> {
  try {
    return await run();
  } catch (error) {
    return toPlatformError(error).message;
  }
}

async function silence(answered: AbortSignal): Promise<string> {
  const reason = `no answer within ${String(CHECK_TIMEOUT_MS)} ms`;
  return delay(CHECK_TIMEOUT_MS, reason, { signal: answered }).catch(() => reason);
}
