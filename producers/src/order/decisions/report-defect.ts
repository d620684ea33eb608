import type { ReportDefect } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import { codeFault, optional, sealedFault, unlessFaulty } from '../faults.ts';
import { erasedFault } from './erased-fault.ts';
import { findItem, unknownItem } from './find-item.ts';

/**
 * A piece has to be made again: the order waits for an operator, and a reward that was earned for it
 * is taken back whole, since it is earned anew by whoever finishes it.
 */
export function reportDefect(report: ReportDefect, { order }: DecisionContext): Decision {
  const { itemId, code, description } = report;
  if (itemId !== null && findItem(order, itemId) === null) return unknownItem(order, itemId);
  const faults = [
    codeFault('code', code),
    optional(description, (sealed) => sealedFault('description', sealed)),
    optional(description, () => erasedFault(order)),
  ];
  return unlessFaulty(faults, () =>
    accepted({
      type: 'DefectReported',
      data: {
        ...report,
        defects: order.defects + 1,
        operatorId: order.claim?.operatorId ?? null,
        rewardTakenBackMinor: order.rewardMinor,
        currency: order.rewardCurrency,
      },
    }),
  );
}
