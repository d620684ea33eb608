import type { PricingReason, RejectModel } from '@karat/schemas';
import { accepted, type Decision } from '../decision.ts';
import {
  codeFault,
  detailFault,
  integerFault,
  optional,
  textFault,
  unlessFaulty,
  type Fault,
} from '../faults.ts';

/** Every defect of a hundred pieces is told at once. */
const MAX_REASONS = 2_000;
const MAX_DETAIL = 2_000;

/** Pricing failed, and the order says why. */
export function rejectModel(rejection: RejectModel): Decision {
  const count = rejection.reasons.length;
  const faults = [
    integerFault('number of reasons', count, [1, MAX_REASONS]),
    ...rejection.reasons.flatMap(faultsOf),
  ];
  return unlessFaulty(faults, () => accepted({ type: 'PricingFailed', data: rejection }));
}

function faultsOf({ itemId, code, detail }: PricingReason): readonly Fault[] {
  return [
    optional(itemId, (id) => textFault('itemId', id)),
    codeFault('code', code),
    detailFault('detail', detail, MAX_DETAIL),
  ];
}
