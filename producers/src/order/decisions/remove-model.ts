import type { RemoveModel } from '@karat/schemas';
import { accepted, NO_CHANGE, type Decision, type DecisionContext } from '../decision.ts';
import { findItem, unknownItem } from './find-item.ts';

/** A piece loses its model; one without a model stays as it is. */
export function removeModel({ itemId }: RemoveModel, { order }: DecisionContext): Decision {
  const item = findItem(order, itemId);
  if (item === null) return unknownItem(order, itemId);
  if (item.modelSha256 === null) return NO_CHANGE;
  return accepted({ type: 'ModelRemoved', data: { itemId, modelSha256: item.modelSha256 } });
}
