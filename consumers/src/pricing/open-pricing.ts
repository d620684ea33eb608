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
    Pick<ExaminerOptions, 'objects' | 'store' | 'patienceMs'> {
  readonly tariff: Tariff;
  /** Models analysed at once, at least 1. */
  readonly threads: number;
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'signal' | 'onStop'>;
}

/** Starts the threads and puts the parts of pricing together. */
export function openPricing(options: OpenPricingOptions): PricingService {
  const { tariff, threads, service } = options;
  const { logger, telemetry, signal, onStop } = service;
  const metrics = createPricingMetrics(telemetry);
  const analyser = createMeshAnalyser({ threads, logger });
  onStop('mesh analyser', analyser.close);
  const examine = createExaminer({
    ...options,
    analyse: analyser.analyse,
    // One more than can be analysed, so that the next is loaded meanwhile.
    modelsInFlight: threads + 1,
    metrics,
    logger,
    signal,
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
