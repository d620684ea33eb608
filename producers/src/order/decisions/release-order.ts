import type { ReleaseOrder } from '@karat/schemas';
import { accepted, type Decision, type DecisionContext } from '../decision.ts';
import { notYourOrder } from './not-your-order.ts';

/** The operator who works on the order, or a supervisor, gives it back. */
export function releaseOrder(_release: ReleaseOrder, context: DecisionContext): Decision {
  const { actor, order } = context;
  const operatorId = order.claim?.operatorId ?? '';
  if (actor.role !== 'supervisor' && operatorId !== actor.id) return notYourOrder(context);
  return accepted({ type: 'OrderReleased', data: { operatorId } });
}
