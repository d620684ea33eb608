import type { ApproveOrder } from '@karat/schemas';
import { accepted, refused, type Decision, type DecisionContext } from '../decision.ts';
import { optional, textFault, unlessFaulty } from '../faults.ts';

/** A price that still holds is accepted; the storefront has to name the payment. */
export function approveOrder(approval: ApproveOrder, context: DecisionContext): Decision {
  const { actor, order, decidedAt } = context;
  const validUntil = order.price?.validUntil ?? 0;
  if (decidedAt > validUntil) {
    const until = new Date(validUntil).toISOString();
    return refused('price-expired', `Expected approval until ${until}, got it later`);
  }
  const { paymentReference } = approval;
  const faults = [
    actor.role === 'storefront' && paymentReference === null
      ? 'Expected a paymentReference from the storefront, got none'
      : null,
    optional(paymentReference, (reference) => textFault('paymentReference', reference)),
  ];
  return unlessFaulty(faults, () => accepted({ type: 'ManufacturingApproved', data: approval }));
}
