import type { AttachModel } from '@karat/schemas';
import { accepted, NO_CHANGE, refused, type Decision, type DecisionContext } from '../decision.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** A piece gets its model; the same model again changes nothing. */
export function attachModel(wanted: AttachModel, { order }: DecisionContext): Decision {
  const item = order.items.find(({ itemId }) => itemId === wanted.itemId);
  if (item === undefined) {
    const known = order.items.map(({ itemId }) => itemId).join(', ');
    return refused('validation', `Expected an item of the order (${known}), got ${wanted.itemId}`);
  }
  if (!SHA256.test(wanted.modelSha256)) {
    return refused('validation', 'Expected modelSha256 in 64 hex digits, got something else');
  }
  if (item.modelSha256 === wanted.modelSha256) return NO_CHANGE;
  return accepted({ type: 'ModelAttached', data: wanted });
}
