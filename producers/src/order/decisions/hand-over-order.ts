import type { HandOverOrder } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { textFault, unlessFaulty } from '../faults.ts';

/** Another operator goes on with the order; it never waits for anybody in between. */
export function handOverOrder({ operatorId }: HandOverOrder, { order }: DecisionContext): Decision {
  const fromOperatorId = order.claim?.operatorId ?? '';
  return unlessFaulty([textFault('operatorId', operatorId)], () => {
    if (operatorId === fromOperatorId) return NO_CHANGE;
    return accepted({ type: 'OrderHandedOver', data: { fromOperatorId, operatorId } });
  });
}
