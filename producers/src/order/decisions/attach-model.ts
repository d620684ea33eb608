import type { AttachModel } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { unlessFaulty } from '../faults.ts';
import { modelFaults } from '../item-faults.ts';
import { findItem, unknownItem } from './find-item.ts';

/** A piece gets its model; the same model again changes nothing. */
export function attachModel(wanted: AttachModel, { order }: DecisionContext): Decision {
  const item = findItem(order, wanted.itemId);
  if (item === null) return unknownItem(order, wanted.itemId);
  return unlessFaulty(modelFaults(wanted), () => {
    if (item.modelSha256 === wanted.modelSha256) return NO_CHANGE;
    return accepted({ type: 'ModelAttached', data: wanted });
  });
}
