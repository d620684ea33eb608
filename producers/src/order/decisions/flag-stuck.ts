import type { FlagStuck } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { choiceFault, integerFault, unlessFaulty } from '../faults.ts';

/** Ten years: no stage of an order is allowed more. */
const MAX_ALLOWANCE_MS = 10 * 365 * 24 * 60 * 60 * 1_000;

/** The order is stuck, which is said once of each stay in a status. */
export function flagStuck(flag: FlagStuck, { order, decidedAt }: DecisionContext): Decision {
  const { status, allowanceMs } = flag;
  const waitedMs = decidedAt - order.statusSince;
  const faults = [
    choiceFault('status', status, [order.status]),
    integerFault('allowanceMs', allowanceMs, [1, MAX_ALLOWANCE_MS]),
    waitedMs > allowanceMs
      ? null
      : `Expected a wait of more than ${String(allowanceMs)} ms, got ${String(waitedMs)}`,
  ];
  return unlessFaulty(faults, () => {
    if (order.stuckSince === order.statusSince) return NO_CHANGE;
    return accepted({ type: 'OrderStuck', data: { status, allowanceMs, waitedMs } });
  });
}
