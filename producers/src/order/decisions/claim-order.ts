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

  /** The order is this operator's. */
  decide({ actor }: DecisionContext): Decision {
    return accepted({ type: 'OrderClaimed', data: { operatorId: actor.id } });
  },
};
