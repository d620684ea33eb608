import type { SubmitOrder } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import { instantFault, textFault, unlessFaulty } from '../faults.ts';
import { bareFault } from './bare-fault.ts';

/** An order whose pieces all have a model is submitted for pricing. */
export function submitOrder(promise: SubmitOrder, { order }: DecisionContext): Decision {
  const { rush, dueAt, policyVersion } = promise;
  const faults = [
    bareFault(order.items),
    instantFault('dueAt', dueAt),
    textFault('policyVersion', policyVersion),
  ];
  return unlessFaulty(faults, () => {
    const submissionNo = order.submissionNo + 1;
    const { items, sellerId } = order;
    return accepted({
      type: 'OrderSubmitted',
      data: { submissionNo, rush, dueAt, policyVersion, items, sellerId },
    });
  });
}
