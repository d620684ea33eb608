import type { Logger } from '@karat/infra/logger';
import type { OrderCommand, OrderItem, OrderSubmitted, PricingReason } from '@karat/schemas';
import { failureReason, type Examination } from './examine-item.ts';
import { priceOrder, unknownToTariff } from './tariff/price-order.ts';
import type { Tariff } from './tariff/tariff.ts';

/** What pricing a submission needs. */
export interface PriceSubmissionOptions {
  readonly tariff: Tariff;
  /** Measures the model of one item; bounds by itself how many it has in memory. */
  readonly examine: (item: OrderItem) => Promise<Examination>;
  readonly logger: Logger;
}

/** Characters of a reason at most: a refused answer would leave the order in SUBMITTED. */
const MAX_DETAIL = 2_000;

/** The answer of pricing to a submission. */
export type PricingCommand = Extract<OrderCommand, { type: 'RecordPrice' | 'RejectModel' }>;

/**
 * Prices a submission, or says everything that stands against it at once, since an order without an
 * answer would hang in SUBMITTED.
 *
 * @param submittedAt epoch milliseconds
 * @throws `aborted` alone, when the service stops first.
 */
export async function priceSubmission(
  submission: OrderSubmitted,
  submittedAt: number,
  options: PriceSubmissionOptions,
): Promise<PricingCommand> {
  try {
    return await price(submission, submittedAt, options);
  } catch (caught) {
    return reject(submission, [failureReason(null, caught, options.logger)]);
  }
}

async function price(
  submission: OrderSubmitted,
  submittedAt: number,
  { tariff, examine }: PriceSubmissionOptions,
): Promise<PricingCommand> {
  const { submissionNo, rush, items, sellerId = null } = submission;
  const examinations = await Promise.all(items.map((item) => examine(item)));
  const reasons = [
    ...examinations.flatMap((one) => (one.ok ? [] : one.reasons)),
    ...unknownToTariff(items, tariff),
  ];
  if (reasons.length > 0) return reject(submission, reasons);
  const measured = examinations.flatMap((one) => (one.ok ? [one.measured] : []));
  const terms = { submissionNo, rush, sellerId, submittedAt };
  const pricing = priceOrder(measured, terms, tariff);
  if (!pricing.ok) return reject(submission, pricing.reasons);
  const warnings = examinations.flatMap((one) => (one.ok ? one.warnings : []));
  return { type: 'RecordPrice', data: { ...pricing.price, warnings } };
}

function reject(
  { submissionNo }: OrderSubmitted,
  reasons: readonly PricingReason[],
): PricingCommand {
  const told = reasons.map((reason) => ({ ...reason, detail: reason.detail.slice(0, MAX_DETAIL) }));
  return { type: 'RejectModel', data: { submissionNo, reasons: told } };
}
