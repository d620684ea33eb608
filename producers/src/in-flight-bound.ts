import { PlatformError } from '@karat/infra/errors';
import type { GatewayMetrics } from './gateway-metrics.ts';

/** Counts what is in flight and lets no more in than it may. */
export interface InFlightBound {
  /**
   * Takes a place, and gives what frees it again.
   * @throws `over-capacity`, retryable, with `retryAfterMs` in its context.
   */
  readonly enter: () => () => void;
}

/** When a caller whom there was no room for may come back, in ms. */
const RETRY_AFTER_MS = 1_000;

/**
 * A bound of so many places. Nothing queues: whoever finds no place hears so at once and can slow
 * down, while a queue would grow until its oldest entries are late before they have begun.
 */
export function createInFlightBound(
  maxInFlight: number,
  metrics: Pick<GatewayMetrics, 'inFlight' | 'refused'>,
): InFlightBound {
  let inFlight = 0;
  const change = (by: number): void => {
    inFlight += by;
    metrics.inFlight(inFlight);
  };
  return {
    enter: () => {
      if (inFlight >= maxInFlight) {
        metrics.refused('in-flight');
        const message = `Expected fewer than ${String(maxInFlight)} commands in flight, got another`;
        const context = { maxInFlight, retryAfterMs: RETRY_AFTER_MS };
        throw new PlatformError('over-capacity', message, { retryable: true, context });
      }
      change(1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        change(-1);
      };
    },
  };
}
