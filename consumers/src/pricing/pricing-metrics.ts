import type { Telemetry } from '@karat/infra/telemetry';

/** What pricing measures. */
export interface PricingMetrics {
  readonly priced: () => void;
  /** One refused submission with the codes of its reasons. */
  readonly refused: (codes: readonly string[]) => void;
  readonly analysed: (elapsedMs: number) => void;
  /** Submissions being priced right now. */
  readonly inFlight: (submissions: number) => void;
  /** Whether a model is waited for because storage is away. */
  readonly storageAway: (isAway: boolean) => void;
}

/** Registers the metrics of pricing. */
export function createPricingMetrics(telemetry: Telemetry): PricingMetrics {
  const priced = telemetry.counter({
    name: 'karat_pricing_priced_total',
    help: 'Submissions that got a price.',
  });
  const refused = telemetry.counter({
    name: 'karat_pricing_refused_total',
    help: 'Submissions that got no price.',
  });
  const reasons = telemetry.counter({
    name: 'karat_pricing_reasons_total',
    help: 'Reasons against submissions, by code; a submission may have several.',
    labels: ['code'],
  });
  const analysisSeconds = telemetry.histogram({
    name: 'karat_pricing_analysis_seconds',
    help: 'Time to analyse one model, the wait for a free thread included.',
  });
  const inFlight = telemetry.gauge({
    name: 'karat_pricing_in_flight',
    help: 'Submissions being priced now.',
  });
  const storageAway = telemetry.gauge({
    name: 'karat_pricing_storage_away',
    help: '1 while models are waited for because storage is away.',
  });
  return {
    priced: () => {
      priced.inc();
    },
    refused: (codes) => {
      refused.inc();
      for (const code of new Set(codes)) reasons.inc({ code });
    },
    analysed: (elapsedMs) => {
      analysisSeconds.observe(elapsedMs / 1_000);
    },
    inFlight: (submissions) => {
      inFlight.set(submissions);
    },
    storageAway: (isAway) => {
      storageAway.set(isAway ? 1 : 0);
    },
  };
}
