import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from '@karat/infra/redis';
import type { ToldOutcome } from '@karat/schemas';
import { outcomeChannel, parseOutcome } from './outcome-channel.ts';

/** What hearing outcomes needs. */
export interface OutcomeListenerOptions {
  /** A connection of its own: it subscribes. The caller closes it. */
  readonly redis: Redis;
  /** Prefix of the installation. */
  readonly environment: string;
  /** Name of this process, different for each; outcomes are sent to it. */
  readonly instance: string;
  /**
   * Pause between two questions whether the connection is alive, in ms, at least 100; each has as
   * long to answer. Default: 5,000.
   */
  readonly pulseIntervalMs?: number;
}

/** A place in the waiting room. */
export interface OutcomeWait {
  /** The outcome, or null when it was not heard of in time. Never rejects. */
  readonly outcome: Promise<ToldOutcome | null>;
  /** Gives the place up; has to be called, also after the outcome. */
  readonly leave: () => void;
}

/** Hears what became of commands that name this process as the one that waits. */
export interface OutcomeListener {
  /**
   * Waits for the outcome of a command, at most `timeoutMs` from now, and not at all while Redis is
   * away. Begin before sending: the outcome may be faster than the broker's answer.
   */
  readonly wait: (commandId: string, timeoutMs: number) => OutcomeWait;
  readonly close: () => void;
}

/** Longest wait for the subscription when it begins, in ms; later it comes about by itself. */
const SUBSCRIBE_TIMEOUT_MS = 2_000;
const DEFAULT_PULSE_INTERVAL_MS = 5_000;

/**
 * Listens to this process's channel. Redis only makes answers fast: while it is away outcomes are
 * missed, nothing fails, and it is subscribed to again when it is back.
 */
export async function createOutcomeListener(
  options: OutcomeListenerOptions,
): Promise<OutcomeListener> {
  const { redis, environment, instance, pulseIntervalMs = DEFAULT_PULSE_INTERVAL_MS } = options;
  const channel = outcomeChannel(environment, instance);
  const room = createWaitingRoom();
  const onMessage = (from: string, message: string): void => {
    const outcome = from === channel ? parseOutcome(message) : null;
    if (outcome !== null) room.answer(outcome);
  };
  // ioredis subscribes again after a loss, but not where the first attempt was the one that failed.
  const subscribe = () => redis.subscribe(channel).catch(() => undefined);
  const onReady = () => void subscribe();
  redis.on('message', onMessage);
  redis.on('ready', onReady);
  const stopPulse = watchPulse(redis, pulseIntervalMs);
  const patience = new AbortController();
  const { signal } = patience;
  const tired = delay(SUBSCRIBE_TIMEOUT_MS, undefined, { signal }).catch(() => undefined);
  await Promise.race([subscribe(), tired]);
  patience.abort();
  return {
    wait: (commandId, timeoutMs) => room.enter(commandId, redis.status === 'ready' ? timeoutMs : 0),
    close: () => {
      stopPulse();
      redis.off('message', onMessage);
      redis.off('ready', onReady);
      // Not awaited: a Redis that is away would hold up the end of the process.
      redis.unsubscribe(channel).catch(() => undefined);
    },
  };
}

/**
 * Asks a connection on which nobody asks anything whether it is alive. A network that drops packets
 * closes nothing, and a subscriber would go on listening to it for ever.
 */
function watchPulse(redis: Redis, intervalMs: number): () => void {
  let isAlive = true;
  const hear = () => {
    isAlive = true;
  };
  const ask = () => {
    const { status } = redis;
    // Connected but not ready: ioredis waits for ever for the answer to its own first question.
    const isConnected = status === 'ready' || status === 'connect';
    if (isConnected && !isAlive) redis.disconnect(true);
    isAlive = !isConnected || !isAlive;
    if (status === 'ready' && !isAlive) redis.ping().then(hear, hear);
  };
  // Timers come before sockets in a turn of the loop: after a stall of ours the answer may be there.
  const timer = setInterval(() => setImmediate(ask), intervalMs);
  redis.on('ready', hear);
  return () => {
    clearInterval(timer);
    redis.off('ready', hear);
  };
}

interface WaitingRoom {
  readonly enter: (commandId: string, timeoutMs: number) => OutcomeWait;
  readonly answer: (outcome: ToldOutcome) => void;
}

/** Several callers may wait for one command: it was sent twice. */
function createWaitingRoom(): WaitingRoom {
  const rooms = new Map<string, Set<(outcome: ToldOutcome | null) => void>>();
  return {
    enter: (commandId, timeoutMs) => {
      const { promise, resolve } = deferred<ToldOutcome | null>();
      const room = rooms.get(commandId) ?? new Set();
      rooms.set(commandId, room.add(resolve));
      const timer = setTimeout(resolve, timeoutMs, null);
      const leave = () => {
        clearTimeout(timer);
        room.delete(resolve);
        if (room.size === 0) rooms.delete(commandId);
      };
      return { outcome: promise, leave };
    },
    answer: (outcome) => {
      for (const resolve of rooms.get(outcome.commandId) ?? []) resolve(outcome);
    },
  };
}

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
