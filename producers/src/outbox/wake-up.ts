import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { ChangeStream, Collection } from 'mongodb';
import type { OutboxRow } from './outbox-collections.ts';

/** Ends a pause early when there is something to do. */
export interface WakeUp {
  /** Resolves when woken, at once if that happened since the last pause, or after `timeoutMs`. */
  readonly pause: (timeoutMs: number) => Promise<void>;
  readonly wake: () => void;
  readonly close: () => Promise<void>;
}

/** What waking up needs. */
export interface WakeUpOptions {
  readonly outbox: Collection<OutboxRow>;
  readonly logger: Logger;
}

/** Pause before a change stream is opened again, ms: meanwhile the relay looks by itself. */
const REOPEN_AFTER_MS = 1_000;

/**
 * Wakes on every new row of the outbox by a change stream. It tells nothing but that: a stream that
 * is lost, invalidated or too far behind is opened anew, from now on, and nothing has to be caught up.
 */
export function createWakeUp({ outbox, logger }: WakeUpOptions): WakeUp {
  const bell = createBell();
  const closing = new AbortController();
  const { signal } = closing;
  let stream: ChangeStream | null = null;

  const listen = async (): Promise<void> => {
    stream = outbox.watch([{ $match: { operationType: 'insert' } }, { $project: { _id: 1 } }]);
    // What came between two streams is seen now.
    bell.ring();
    for await (const _change of stream) bell.ring();
  };
  const listenForEver = async (): Promise<void> => {
    while (!signal.aborted) {
      const reason = await listen().then(
        () => 'it ended',
        (error: unknown) => toPlatformError(error).message,
      );
      await stream?.close().catch(() => undefined);
      if (isAborted(signal)) return;
      logger.warn({ reason }, 'change stream of the outbox lost, opened again');
      await delay(REOPEN_AFTER_MS, undefined, { signal }).catch(() => undefined);
    }
  };

  const listening = listenForEver();
  return {
    pause: bell.pause,
    wake: bell.ring,
    close: async () => {
      closing.abort();
      bell.ring();
      await stream?.close().catch(() => undefined);
      await listening;
    },
  };
}

/** The compiler believes that a signal does not change while something is awaited. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Remembers one ring until somebody pauses. */
function createBell(): Pick<WakeUp, 'pause'> & { readonly ring: () => void } {
  let hasRung = false;
  let end: () => void = () => undefined;
  return {
    ring: () => {
      hasRung = true;
      end();
    },
    pause: async (timeoutMs) => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs);
          end = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
    },
  };
}
