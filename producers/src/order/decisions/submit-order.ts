import type { SubmitOrder } from '@karat/schemas';
import { accepted, refused, type Decision, type DecisionContext } from '../decision.ts';

/** An order whose pieces all have a model is submitted for pricing. */
export function submitOrder(promise: SubmitOrder, { order }: DecisionContext): Decision {
  const bare = order.items.filter(({ modelSha256 }) => modelSha256 === null);
  if (bare.length > 0) {
    const ids = bare.map(({ itemId }) => itemId).join(', ');
    return refused('validation', `Expected a model for every item, got none for ${ids}`);
  }
  const { rush, dueAt, policyVersion } = promise;
  const submissionNo = order.submissionNo + 1;
  return accepted({
    type: 'OrderSubmitted',
    data: { submissionNo, rush, dueAt, policyVersion, items: order.items },
  });
}
