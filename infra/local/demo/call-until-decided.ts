import { setTimeout as delay } from 'node:timers/promises';
import { isRetryable, PlatformError, toPlatformError } from '../../src/errors.ts';
import { expectSuccess, type Answer, type ApiClient, type Call } from './api-client.ts';

/**
 * Longest that a caller of the demonstration tries, in ms: on a busy machine a service takes half a
 * minute to come back, and a command needs several that may be away one after the other.
 */
export const GIVE_UP_AFTER_MS = 180_000;

const PAUSE_MS = 250;

/**
 * Sends a command as a careful caller does: again under the same key while there is no answer, the
 * service is away, or the outcome is not known yet. Gives the decided answer and the time of the
 * first one.
 * @throws PlatformError `effect-failed` on a refusal, `timeout` when it stays undecided.
 */
export async function callUntilDecided(client: ApiClient, call: Call): Promise<Answer> {
  const deadline = performance.now() + GIVE_UP_AFTER_MS;
  let firstElapsedMs: number | null = null;
  for (;;) {
    const answer = await attempt(client, call);
    firstElapsedMs ??= answer?.elapsedMs ?? null;
    if (answer !== null && answer.status !== 202 && !isPassing(answer.status)) {
      const elapsedMs = firstElapsedMs ?? answer.elapsedMs;
      return { ...expectSuccess(call, answer), elapsedMs };
    }
    if (performance.now() > deadline) {
      const message = `Expected a decision on ${call.method} ${call.path} within ${String(GIVE_UP_AFTER_MS)} ms`;
      throw new PlatformError('timeout', message, { context: { answer } });
    }
    await delay(PAUSE_MS);
  }
}

async function attempt(client: ApiClient, call: Call): Promise<Answer | null> {
  try {
    return await client(call);
  } catch (error) {
    if (isBrokenConnection(error)) return null;
    throw error;
  }
}

/** None, or one that broke, before the answer or within it: the command may have been taken or not. */
function isBrokenConnection(error: unknown): boolean {
  const { message } = toPlatformError(error);
  return isRetryable(error) || message.includes('fetch failed') || message === 'terminated';
}

function isPassing(status: number): boolean {
  return status === 429 || status >= 500;
}
