import type { ErasePersonalData } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { codeFault, unlessFaulty } from '../faults.ts';

/** The erasure of the personal data of an order that is over. */
export const erasePersonalData = {
  /** What is erased is erased. */
  settledAlready({ order }: DecisionContext): Decision | null {
    return order.erased ? NO_CHANGE : null;
  },

  /** Whoever destroys keys does so on this event, and not before. */
  decide({ reason }: ErasePersonalData): Decision {
    return unlessFaulty([codeFault('reason', reason)], () =>
      accepted({ type: 'PersonalDataErased', data: { reason } }),
    );
  },
};
