import { PlatformError, toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { ObjectStore } from '@karat/infra/object-store';
import { retry, type RetryOptions } from '@karat/infra/retry';
import type { OrderItem, PricingReason, PricingWarning } from '@karat/schemas';
import { defectReason } from './defect-reason.ts';
import type { MeshAnalyser } from './mesh-analyser.ts';
import type { MeshAnalysis } from './mesh/mesh-analysis.ts';
import type { MeasuredItem } from './tariff/price-item.ts';

/** What the examination of an item needs. */
export interface ExamineOptions {
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly analyse: MeshAnalyser['analyse'];
  readonly logger: Logger;
  /** How often and how patiently the object store is asked. */
  readonly storageRetry: RetryOptions;
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

/** Loads and measures the model of an item. Never throws: whatever goes wrong is a reason. */
export async function examineItem(item: OrderItem, options: ExamineOptions): Promise<Examination> {
  const { itemId, modelSha256 } = item;
  if (modelSha256 === null) {
    return refuse({ itemId, code: 'model-missing', detail: 'Expected a 3D model, got none' });
  }
  const loaded = await load(itemId, modelSha256, options);
  if (!Buffer.isBuffer(loaded)) return loaded;
  try {
    const outcome = await options.analyse(loaded);
    if (!outcome.ok) return refuse({ itemId, ...outcome.refusal });
    return judge(item, modelSha256, outcome.value);
  } catch (caught) {
    return { ok: false, reasons: [failureReason(itemId, caught, options.logger)] };
  }
}

/** The reason that a failure of ours is, not of the model: to be tried again. Logs it. */
export function failureReason(
  itemId: string | null,
  caught: unknown,
  logger: Logger,
): PricingReason {
  const error = toPlatformError(caught);
  logger.error({ itemId, error }, 'pricing failed');
  const code = error.code === 'timeout' ? 'analysis-timeout' : 'pricing-error';
  return { itemId, code, detail: error.message, retriable: true };
}

async function load(
  itemId: string,
  modelSha256: string,
  { objects, storageRetry, logger }: ExamineOptions,
): Promise<Buffer | Examination> {
  try {
    return await retry(() => getOrWait(objects, modelSha256), storageRetry);
  } catch (caught) {
    const error = toPlatformError(caught);
    logger.warn({ itemId, modelSha256, error }, 'model not loaded');
    const { message: detail } = error;
    return refuse({ itemId, code: 'storage-unavailable', detail, retriable: true });
  }
}

/**
 * The order names a model that was stored before; so one that is not there is storage in trouble
 * (not mounted, not restored yet) and worth another try.
 */
async function getOrWait(objects: Pick<ObjectStore, 'get'>, sha256: string): Promise<Buffer> {
  try {
    return await objects.get(sha256);
  } catch (cause) {
    const error = toPlatformError(cause);
    if (error.code !== 'object-not-found') throw error;
    throw new PlatformError('object-store-unavailable', error.message, { cause, retryable: true });
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
