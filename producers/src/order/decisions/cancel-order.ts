import type { CancelOrder, OrderStatus } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { codeFault, unlessFaulty } from '../faults.ts';

const NOT_PAID: readonly OrderStatus[] = [
  'INITIATED',
  'SUBMITTED',
  'PRICING_FAILED',
  'PRICE_CALCULATED',
];

/** The cancellation of an order that has not been shipped. */
export const cancelOrder = {
  /** An order already cancelled is cancelled. */
  settledAlready({ order }: DecisionContext): Decision | null {
    return order.status === 'CANCELLED' ? NO_CHANGE : null;
  },

  /** Whoever approved has paid, and is owed a refund. */
  decide({ reason }: CancelOrder, { order }: DecisionContext): Decision {
    const refundOwed = !NOT_PAID.includes(order.status);
    return unlessFaulty([codeFault('reason', reason)], () =>
      accepted({ type: 'OrderCancelled', data: { reason, refundOwed } }),
    );
  },
};
