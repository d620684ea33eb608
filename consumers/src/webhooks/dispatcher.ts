import { setTimeout as delay } from 'node:timers/promises';
import { createLaneBook } from './lane-book.ts';
import type { LeasedTurn } from './turn.ts';

/** What a dispatcher works with. */
export interface DispatcherOptions {
  /** Ids of the endpoints for which something is due. */
  readonly dueEndpoints: () => Promise<readonly string[]>;
  /** Takes a turn that is due at an endpoint, or null when none is. */
  readonly lease: (endpointId: string) => Promise<LeasedTurn | null>;
  readonly work: (turn: LeasedTurn) => Promise<void>;
  /** Is told null when all is well again. */
  readonly onTrouble: (error: unknown) => void;
  /** Pause between two looks at what is due, in ms, at least 1. Default: 200. */
  readonly pollMs?: number;
  /** Turns under way in this process, at least 1. Default: 256. */
  readonly maxInFlight?: number;
  /** The same to one endpoint, at least 1. Default: 16. */
  readonly maxPerEndpoint?: number;
}

/** Workers on all endpoints that have something due. */
export interface Dispatcher {
  /** Says that something has just become due for these endpoints. */
  readonly wake: (endpointIds: Iterable<string>) => void;
  /** Takes nothing more and waits for what is under way, for at most `graceMs`. */
  readonly close: (graceMs: number) => Promise<void>;
}

/**
 * Runs lanes: each takes turns of one endpoint until none is due there, and calls another
 * lane to its side as long as there is. An endpoint has few lanes, so one that answers slowly keeps
 * only those busy; when all lanes are taken, endpoints take turns.
 */
export function startDispatcher(options: DispatcherOptions): Dispatcher {
  const { pollMs = 200, maxInFlight = 256, maxPerEndpoint = 16 } = options;
  const lanes = createLaneBook({ maxInFlight, maxPerEndpoint });
  const running = new Set<Promise<void>>();
  const closing = new AbortController();

  const open = (endpointId: string): void => {
    if (closing.signal.aborted || !lanes.enter(endpointId)) return;
    const lane = run(endpointId).finally(() => {
      running.delete(lane);
      const next = lanes.leave(endpointId);
      if (next !== null) open(next);
    });
    running.add(lane);
  };

  const run = async (endpointId: string): Promise<void> => {
    try {
      while (!closing.signal.aborted) {
        const turn = await options.lease(endpointId);
        if (turn === null) return;
        open(endpointId);
        await options.work(turn);
        if (lanes.givesWay(endpointId)) return;
      }
    } catch (error) {
      options.onTrouble(error);
    }
  };

  const polling = poll(options, { pollMs, open, signal: closing.signal });
  return {
    wake: (endpointIds) => {
      for (const endpointId of endpointIds) open(endpointId);
    },
    close: async (graceMs) => {
      closing.abort();
      await polling;
      const done = new AbortController();
      const grace = delay(graceMs, null, { signal: done.signal }).catch(() => null);
      await Promise.race([Promise.all(running), grace]);
      done.abort();
    },
  };
}

/** Finds what timers, dead workers and other processes have left due. */
async function poll(
  { dueEndpoints, onTrouble }: DispatcherOptions,
  loop: { pollMs: number; open: (endpointId: string) => void; signal: AbortSignal },
): Promise<void> {
  const { pollMs, open, signal } = loop;
  while (!signal.aborted) {
    try {
      for (const endpointId of await dueEndpoints()) open(endpointId);
      onTrouble(null);
    } catch (error) {
      onTrouble(error);
    }
    await delay(pollMs, null, { signal }).catch(() => null);
  }
}
