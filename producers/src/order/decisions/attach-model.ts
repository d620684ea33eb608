import type { AttachModel } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { unlessFaulty } from '../faults.ts';
import { modelFaults } from '../item-faults.ts';
import { findItem, unknownItem } from './find-item.ts';

/** A piece gets its model; the same model in the same unit again changes nothing. */
export function attachModel(wanted: AttachModel, { order }: DecisionContext): Decision {
  const item = findItem(order, wanted.itemId);
  if (item === null) return unknownItem(order, wanted.itemId);
  return unlessFaulty(modelFaults(wanted), () => {
    const isSameUnit = (item.modelUnit ?? null) === (wanted.modelUnit ?? null);
    if (item.modelSha256 === wanted.modelSha256 && isSameUnit) return NO_CHANGE;
    return accepted({ type: 'ModelAttached', data: wanted });
  });
}
