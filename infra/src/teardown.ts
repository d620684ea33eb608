import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from './errors.ts';
import type { Logger } from './logger.ts';

/** Stops one part of a service. */
export type Stop = () => Promise<void> | void;

/** The parts of a service that have to be stopped, last started first. */
export interface Teardown {
  readonly add: (name: string, stop: Stop) => void;
  /** Stops all parts one after the other; false when the deadline (ms) passed or a part failed. */
  readonly run: (timeoutMs: number) => Promise<boolean>;
}

/**
 * Collects teardown. A part that fails is logged and the others are stopped all the same: a broken
 * connection must not keep the decider from leaving its group.
 */
export function createTeardown(logger: Logger): Teardown {
  const parts: { readonly name: string; readonly stop: Stop }[] = [];

  const stopAll = async (): Promise<boolean> => {
    let clean = true;
    // A part may still be added while others stop, by a start that was overtaken by a signal.
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await part.stop();
      } catch (error) {
        clean = false;
        logger.error({ part: part.name, error: toPlatformError(error) }, 'teardown failed');
      }
    }
    return clean;
  };

  return {
    add: (name, stop) => {
      parts.push({ name, stop });
    },
    run: async (timeoutMs) => {
      const done = new AbortController();
      const late = delay(timeoutMs, null, { signal: done.signal }).catch(() => null);
      const clean = await Promise.race([stopAll(), late]);
      done.abort();
      if (clean === null) {
        const waitingFor = parts.map(({ name }) => name);
        logger.error({ timeoutMs, waitingFor }, 'teardown took too long');
      }
      return clean === true;
    },
  };
}
