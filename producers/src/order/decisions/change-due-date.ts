import type { ChangeDueDate } from '@karat/schemas';
import { accepted, NO_CHANGE, refused, type Decision, type DecisionContext } from '../decision.ts';
import { codeFault, instantFault, unlessFaulty, type Fault } from '../faults.ts';

/** Another date is promised, never one that has passed already. */
export function changeDueDate(
  { dueAt, reason }: ChangeDueDate,
  { order, decidedAt }: DecisionContext,
): Decision {
  const previousDueAt = order.submission?.dueAt;
  if (previousDueAt === undefined) {
    return refused('validation', 'Expected an order with a due date, got one never submitted');
  }
  if (previousDueAt === dueAt) return NO_CHANGE;
  const faults = [
    instantFault('dueAt', dueAt),
    pastFault(dueAt, decidedAt),
    codeFault('reason', reason),
  ];
  return unlessFaulty(faults, () =>
    accepted({ type: 'DueDateChanged', data: { previousDueAt, dueAt, reason } }),
  );
}

function pastFault(dueAt: number, decidedAt: number): Fault {
  if (dueAt > decidedAt) return null;
  return `Expected dueAt after ${String(decidedAt)}, got ${String(dueAt)}`;
}
