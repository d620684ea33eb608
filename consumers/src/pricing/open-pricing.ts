import type { ServiceContext } from '@karat/infra/service';
import { createExaminer, type ExaminerOptions } from './create-examiner.ts';
import { createMeshAnalyser } from './mesh-analyser.ts';
import { priceSubmission } from './price-submission.ts';
import { createPricingMetrics } from './pricing-metrics.ts';
import {
  createPricingService,
  type PricingService,
  type PricingServiceOptions,
} from './pricing-service.ts';
import type { Tariff } from './tariff/tariff.ts';

/** What pricing is put together from. */
export interface OpenPricingOptions
  extends
    Pick<PricingServiceOptions, 'send' | 'clock' | 'submissionsInFlight'>,
    Pick<ExaminerOptions, 'objects'> {
  readonly tariff: Tariff;
  /** Models analysed at once, at least 1. */
  readonly threads: number;
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'signal' | 'onStop'>;
}

/** About three seconds in all; a submission that finds storage away for longer is retried by hand. */
const STORAGE_RETRY = { attempts: 5, initialDelayMs: 200, maxDelayMs: 2_000 };

/** Starts the threads and puts the parts of pricing together. */
export function openPricing(options: OpenPricingOptions): PricingService {
  const { objects, tariff, threads, service } = options;
  const { logger, telemetry, signal, onStop } = service;
  const metrics = createPricingMetrics(telemetry);
  const analyser = createMeshAnalyser({ threads, logger });
  onStop('mesh analyser', analyser.close);
  const examine = createExaminer({
    objects,
    analyse: analyser.analyse,
    // Without the signal: a stop must not look like storage in trouble and refuse an order.
    storageRetry: STORAGE_RETRY,
    // One more than can be analysed, so that the next is loaded meanwhile.
    modelsInFlight: threads + 1,
    metrics,
    logger,
  });
  return createPricingService({
    ...options,
    price: (submission, submittedAt) =>
      priceSubmission(submission, submittedAt, { tariff, examine, logger }),
    metrics,
    logger,
    signal,
  });
}
