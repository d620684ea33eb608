import { PlatformError } from '@karat/infra/errors';
import {
  BrokenCircuitError,
  circuitBreaker,
  CircuitState as State,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import type { CircuitState, GatewayMetrics } from './gateway-metrics.ts';

/** Settings of {@link createSendingCircuit}. */
export interface SendingCircuitOptions {
  /** Failures one after the other that open it, at least 1. */
  readonly failures: number;
  /** Pause until one call is tried again, ms. */
  readonly pauseMs: number;
  /** Whether an error says that the other side is away; what is the call's own fault does not. */
  readonly isOutage: (error: Error) => boolean;
  readonly metrics: Pick<GatewayMetrics, 'circuit' | 'refused'>;
}

/** Keeps callers from waiting for a part that is known to be away. */
export interface SendingCircuit {
  /**
   * Calls `fn`, or refuses at once while the circuit is open.
   * @throws what `fn` throws; `over-capacity`, retryable, with `retryAfterMs` in its context.
   */
  readonly run: <T>(fn: () => Promise<T>) => Promise<T>;
  /** Why calls are refused at this moment; null while they are not. */
  readonly trouble: () => string | null;
}

/**
 * A circuit breaker that opens after some failures in a row, and lets one call through after a
 * pause: its success closes it, its failure begins another pause.
 *
 * @see https://learn.microsoft.com/en-us/azure/architecture/patterns/circuit-breaker
 */
export function createSendingCircuit(options: SendingCircuitOptions): SendingCircuit {
  const { failures, pauseMs, isOutage, metrics } = options;
  let openUntil = 0;
  const breaker = circuitBreaker(handleWhen(isOutage), {
    halfOpenAfter: pauseMs,
    breaker: new ConsecutiveBreaker(failures),
  });
  breaker.onStateChange((state) => {
    // cockatiel goes by this clock as well.
    if (state === State.Open) openUntil = Date.now() + pauseMs;
    metrics.circuit(NAMES[state]);
  });
  metrics.circuit('closed');
  const refusal = (cause?: unknown): PlatformError => {
    metrics.refused('circuit');
    const retryAfterMs = Math.max(openUntil - Date.now(), MIN_RETRY_AFTER_MS);
    const message = 'Expected Kafka to take commands, the last ones were not confirmed';
    const context = { retryAfterMs };
    return new PlatformError('over-capacity', message, { cause, retryable: true, context });
  };
  return {
    run: async (fn) => {
      // cockatiel would keep the call waiting for the end of the one that is tried.
      if (breaker.state === State.HalfOpen) throw refusal();
      try {
        return await breaker.execute(fn);
      } catch (error) {
        throw error instanceof BrokenCircuitError ? refusal(error) : error;
      }
    },
    // After the pause a call is welcome, and without one the circuit would never close: a service
    // that went on saying that it is not ready would get none.
    trouble: () =>
      breaker.state === State.Open && Date.now() < openUntil
        ? `Kafka did not confirm the last ${String(failures)} commands`
        : null,
  };
}

const MIN_RETRY_AFTER_MS = 1_000;

const NAMES: Readonly<Record<State, CircuitState>> = {
  [State.Closed]: 'closed',
  [State.HalfOpen]: 'half-open',
  [State.Open]: 'open',
  // Nobody opens it by hand.
  [State.Isolated]: 'open',
};
