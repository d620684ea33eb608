import type { ClaimOrder } from '@karat/schemas';
import { accepted, NO_CHANGE, refused, type Decision, type DecisionContext } from '../decision.ts';

/** The claim: exactly one operator wins, and is the first whose command the writer decides. */
export const claimOrder = {
  /** The same operator again changes nothing; everybody else learns at once who was faster. */
  settledAlready({ actor, order }: DecisionContext): Decision | null {
    if (order.status !== 'MANUFACTURING_STARTED' || order.claim === null) return null;
    if (order.claim.operatorId === actor.id) return NO_CHANGE;
    return refused('already-claimed', 'Expected an order that nobody works on, got one taken', {
      claimedBy: order.claim.operatorId,
      claimedAt: order.claim.claimedAt,
    });
  },

  /** The order is this operator's, unless a supervisor has reserved it for another. */
  decide(_claim: ClaimOrder, { actor, order }: DecisionContext): Decision {
    if (order.assignedTo !== null && order.assignedTo !== actor.id) {
      return refused('assigned-to-other', `Expected operator ${order.assignedTo}, got ${actor.id}`);
    }
    return accepted({ type: 'OrderClaimed', data: { operatorId: actor.id } });
  },
};
