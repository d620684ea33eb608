import type { OrderItem } from '@karat/schemas';
import { analyseOnce, type Analyse } from './analyse-once.ts';
import type { AnalysisStore } from './analysis-store.ts';
import { createBounded } from './bounded.ts';
import { examineItem, type Examination, type ExamineOptions } from './examine-item.ts';
import { loadModel, type LoadOptions } from './load-model.ts';
import type { MeshAnalyser } from './mesh-analyser.ts';
import type { PricingMetrics } from './pricing-metrics.ts';

/** Settings of {@link createExaminer}. */
export interface ExaminerOptions
  extends Omit<LoadOptions, 'metrics'>, Pick<ExamineOptions, 'logger'> {
  readonly analyse: MeshAnalyser['analyse'];
  readonly store: AnalysisStore;
  readonly metrics: Pick<PricingMetrics, 'analysed' | 'storageAway'>;
  /** Models in memory at once, at least 1; each may have 128 MB. */
  readonly modelsInFlight: number;
}

/** Examines items, so many models at a time: an order of fifty must not load fifty. */
export function createExaminer(
  options: ExaminerOptions,
): (item: OrderItem) => Promise<Examination> {
  const { metrics, modelsInFlight, store, logger, signal } = options;
  const bounded = createBounded(modelsInFlight);
  const loadAndAnalyse: Analyse = (model) =>
    bounded(async () => {
      const file = await loadModel(model, options);
      const startedAt = performance.now();
      try {
        return await options.analyse(file, { unit: model.unit, preview: true });
      } finally {
        metrics.analysed(performance.now() - startedAt);
      }
    });
  const analysisOf = analyseOnce({ store, analyse: loadAndAnalyse, signal });
  return (item) => examineItem(item, { analysisOf, logger });
}
