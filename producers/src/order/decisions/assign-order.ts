import type { AssignOrder } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { textFault, unlessFaulty } from '../faults.ts';

/** Only this operator may claim the order from now on; another assignment replaces the first. */
export function assignOrder({ operatorId }: AssignOrder, { order }: DecisionContext): Decision {
  return unlessFaulty([textFault('operatorId', operatorId)], () => {
    if (order.assignedTo === operatorId) return NO_CHANGE;
    return accepted({ type: 'OrderAssigned', data: { operatorId } });
  });
}
