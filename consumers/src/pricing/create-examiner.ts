import type { OrderItem } from '@karat/schemas';
import { createBounded } from './bounded.ts';
import { examineItem, type Examination, type ExamineOptions } from './examine-item.ts';
import type { PricingMetrics } from './pricing-metrics.ts';

/** Settings of {@link createExaminer}. */
export interface ExaminerOptions extends ExamineOptions {
  readonly metrics: Pick<PricingMetrics, 'analysed'>;
  /** Models in memory at once, at least 1; each may have 128 MB. */
  readonly modelsInFlight: number;
}

/** Examines items, so many models at a time: an order of fifty must not load fifty. */
export function createExaminer(
  options: ExaminerOptions,
): (item: OrderItem) => Promise<Examination> {
  const { metrics, modelsInFlight } = options;
  const bounded = createBounded(modelsInFlight);
  const analyse: ExamineOptions['analyse'] = async (file) => {
    const startedAt = performance.now();
    try {
      return await options.analyse(file);
    } finally {
      metrics.analysed(performance.now() - startedAt);
    }
  };
  return (item) => bounded(() => examineItem(item, { ...options, analyse }));
}
