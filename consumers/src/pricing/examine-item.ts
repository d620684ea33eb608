import { toPlatformError, type PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { OrderItem, PricingReason, PricingWarning } from '@karat/schemas';
import type { AnalysedModel } from './analysis-store.ts';
import { defectReason } from './defect-reason.ts';
import type { MeshAnalysis, MeshOutcome } from './mesh/mesh-analysis.ts';
import { isModelUnit } from './mesh/model-unit.ts';
import type { MeasuredItem } from './tariff/price-item.ts';

/** What the examination of an item needs. */
export interface ExamineOptions {
  /** Loads and analyses a model, or knows what was found before. */
  readonly analysisOf: (model: AnalysedModel) => Promise<MeshOutcome<MeshAnalysis>>;
  readonly logger: Logger;
}

/** An item measured, or every reason why its model cannot be made. */
export type Examination =
  | {
      readonly ok: true;
      readonly measured: MeasuredItem;
      /** What somebody should look at although the model can be made. */
      readonly warnings: readonly PricingWarning[];
    }
  | { readonly ok: false; readonly reasons: readonly PricingReason[] };

/**
 * Loads and measures the model of an item. Whatever goes wrong is a reason.
 * @throws `aborted` alone: that a service stops stands against no model.
 */
export async function examineItem(item: OrderItem, options: ExamineOptions): Promise<Examination> {
  const { itemId, modelSha256, modelOwner = null, modelUnit = null } = item;
  if (modelSha256 === null) {
    return refuse({ itemId, code: 'model-missing', detail: 'Expected a 3D model, got none' });
  }
  // The decider lets no other name pass.
  const unit = modelUnit !== null && isModelUnit(modelUnit) ? modelUnit : null;
  const model = { owner: modelOwner, sha256: modelSha256, unit };
  try {
    const outcome = await options.analysisOf(model);
    if (!outcome.ok) return refuse({ itemId, ...outcome.refusal });
    return judge(item, modelSha256, outcome.value);
  } catch (caught) {
    return { ok: false, reasons: [failureReason(itemId, caught, options.logger)] };
  }
}

/**
 * The reason that a failure of ours is, not of the model: to be tried again. Logs it.
 * @throws `aborted` as it is.
 */
export function failureReason(
  itemId: string | null,
  caught: unknown,
  logger: Logger,
): PricingReason {
  const error = toPlatformError(caught);
  if (error.code === 'aborted') throw error;
  logger.error({ itemId, error }, 'pricing failed');
  return { itemId, code: reasonCodeOf(error.code), detail: error.message, retriable: true };
}

function reasonCodeOf(code: PlatformError['code']): string {
  switch (code) {
    case 'timeout':
      return 'analysis-timeout';
    // The order names a model that was stored before: without it, storage is in trouble.
    case 'object-not-found':
    case 'object-store-unavailable':
    case 'undecodable':
      return 'storage-unavailable';
    default:
      return 'pricing-error';
  }
}

function judge(item: OrderItem, modelSha256: string, analysis: MeshAnalysis): Examination {
  const { itemId } = item;
  const fatal = analysis.defects.filter(({ severity }) => severity === 'refuse');
  const doubtful = analysis.defects.filter(({ severity }) => severity === 'warn');
  if (fatal.length > 0) {
    return { ok: false, reasons: fatal.map((defect) => defectReason(itemId, defect)) };
  }
  const warnings = doubtful.map((defect) => {
    const { code, detail } = defectReason(itemId, defect);
    return { itemId, code, detail };
  });
  return { ok: true, measured: { item, modelSha256, analysis }, warnings };
}

function refuse(
  reason: Omit<PricingReason, 'retriable'> & { readonly retriable?: boolean },
): Examination {
  return { ok: false, reasons: [{ retriable: false, ...reason }] };
}
