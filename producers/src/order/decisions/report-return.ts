import type { ReportReturn } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import {
  choiceFault,
  currencyFault,
  integerFault,
  optional,
  sealedFault,
  unlessFaulty,
  type Fault,
} from '../faults.ts';
import { erasedFault } from './erased-fault.ts';

/** Why an order did not stay with its customer. These words are a format. */
const RETURN_KINDS: readonly string[] = ['lost', 'refused', 'faulty'];
/** What the customer gets instead. These words are a format. */
const RESOLUTIONS: readonly string[] = ['refund', 'remake'];

/** A shipped order came back or was lost; the customer gets the money back, or another piece. */
export function reportReturn(report: ReportReturn, { order }: DecisionContext): Decision {
  const { kind, resolution, description } = report;
  const faults = [
    choiceFault('kind', kind, RETURN_KINDS),
    choiceFault('resolution', resolution, RESOLUTIONS),
    ...refundFaults(report, order.price?.totalMinor ?? null),
    optional(description, (sealed) => sealedFault('description', sealed)),
    optional(description, () => erasedFault(order)),
  ];
  return unlessFaulty(faults, () => accepted({ type: 'OrderReturned', data: report }));
}

/** Nobody gets back more than the price; of an order that was imported it may not be known. */
function refundFaults(
  { resolution, refundMinor, currency }: ReportReturn,
  totalMinor: number | null,
): readonly Fault[] {
  if (resolution !== 'refund') {
    const none = refundMinor === null && currency === null;
    return [none ? null : 'Expected an amount only for a refund, got one'];
  }
  if (refundMinor === null || currency === null) {
    return ['Expected refundMinor and currency for a refund, got none'];
  }
  const most = totalMinor ?? Number.MAX_SAFE_INTEGER;
  return [integerFault('refundMinor', refundMinor, [0, most]), currencyFault('currency', currency)];
}
