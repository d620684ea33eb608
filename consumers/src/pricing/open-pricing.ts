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
import type { TariffReader } from './tariff-store/tariff-at.ts';

/** What pricing is put together from. */
export interface OpenPricingOptions
  extends
    Pick<PricingServiceOptions, 'send' | 'clock' | 'submissionsInFlight'>,
    Pick<ExaminerOptions, 'objects' | 'store' | 'patienceMs'> {
  readonly tariffs: Pick<TariffReader, 'at'>;
  /** Models analysed at once, at least 1. */
  readonly threads: number;
  readonly service: Pick<ServiceContext, 'logger' | 'telemetry' | 'signal' | 'onStop'>;
}

/** Starts the threads and puts the parts of pricing together. */
export function openPricing(options: OpenPricingOptions): PricingService {
  const { tariffs, threads, service } = options;
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
    price: async (submission, submittedAt) => {
      // By the time of the submission, so that a repeat is priced with the same figures.
      const tariff = await tariffs.at(submittedAt);
      return priceSubmission(submission, submittedAt, { tariff, examine, logger });
    },
    metrics,
    logger,
    signal,
  });
}
