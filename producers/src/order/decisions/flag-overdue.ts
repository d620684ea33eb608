import type { FlagOverdue } from '@karat/schemas';
import { accepted, NO_CHANGE, refused, type Decision, type DecisionContext } from '../decision.ts';

/** The present promise is broken, which is said once of each; the writer's clock has the last word. */
export function flagOverdue({ dueAt }: FlagOverdue, context: DecisionContext): Decision {
  const { order, decidedAt } = context;
  const promised = order.submission?.dueAt ?? null;
  if (promised !== dueAt) {
    const expected = promised === null ? 'an order with a due date' : `dueAt ${String(promised)}`;
    return refused('validation', `Expected ${expected}, got ${String(dueAt)}`);
  }
  if (order.overdueDueAt === dueAt) return NO_CHANGE;
  if (decidedAt <= dueAt) {
    const detail = `Expected a time after dueAt ${String(dueAt)}, got ${String(decidedAt)}`;
    return refused('validation', detail);
  }
  return accepted({ type: 'OrderOverdue', data: { dueAt, lateMs: decidedAt - dueAt } });
}
