import { refused, type Decision, type DecisionContext } from '../decision.ts';

/** The refusal for an operator who acts on an order that another one works on. */
export function notYourOrder({ actor, order }: DecisionContext): Decision {
  const holder = order.claim?.operatorId ?? 'nobody';
  return refused('not-your-order', `Expected operator ${holder}, got ${actor.id}`, {
    claimedBy: order.claim?.operatorId ?? null,
    claimedAt: order.claim?.claimedAt ?? null,
  });
}
