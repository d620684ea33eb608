import type { AnalysedModel } from './analysis-store.ts';
import { PlatformError, toPlatformError } from '@karat/infra/errors';
import type { ObjectStore } from '@karat/infra/object-store';
import { retry, type RetryOptions } from '@karat/infra/retry';
import type { PricingMetrics } from './pricing-metrics.ts';

/** What loading needs. */
export interface LoadOptions {
  readonly objects: Pick<ObjectStore, 'get'>;
  /** How long a store that is away is waited for, ms. */
  readonly patienceMs: number;
  readonly metrics: Pick<PricingMetrics, 'storageAway'>;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** Bounds of the pauses between two attempts. Default: 200 ms, doubled up to 5 s. */
  readonly pauses?: Pick<RetryOptions, 'initialDelayMs' | 'maxDelayMs'>;
}

const PAUSES = { initialDelayMs: 200, maxDelayMs: 5_000 };
/** Times that a store which works is asked for a model it does not have. */
const MAX_MISSES = 4;

/**
 * Loads a model. A store that is away is waited for, patiently: what is sent back is sent back to a
 * customer who has done nothing wrong. The order names a model that was stored before; so one that a
 * working store does not have is another kind of trouble (not restored yet), which lasts, and is
 * asked for a few times only, because whatever comes behind it waits meanwhile.
 * @throws what the store threw last; `aborted` when the service stops.
 */
export async function loadModel(model: AnalysedModel, options: LoadOptions): Promise<Buffer> {
  const { objects, patienceMs, metrics, signal, pauses = PAUSES } = options;
  const deadline = performance.now() + patienceMs;
  let misses = 0;
  const attempt = async (): Promise<Buffer> => {
    try {
      return await objects.get(model);
    } catch (caught) {
      const error = toPlatformError(caught);
      if (error.code === 'object-not-found') misses += 1;
      const isMissing = misses > MAX_MISSES;
      throw again(error, !isMissing && performance.now() < deadline);
    }
  };
  try {
    return await retry(attempt, {
      ...{ ...pauses, attempts: Infinity, signal },
      onRetry: ({ error }) => {
        if (error.code !== 'object-not-found') metrics.storageAway(true);
      },
    });
  } finally {
    metrics.storageAway(false);
  }
}

/** The same error, worth another attempt or not. */
function again(error: PlatformError, isWorthIt: boolean): PlatformError {
  const { code, message, context } = error;
  return new PlatformError(code, message, { cause: error, retryable: isWorthIt, context });
}
