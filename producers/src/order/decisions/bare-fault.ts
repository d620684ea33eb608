import type { OrderItem } from '@karat/schemas';
import type { Fault } from '../faults.ts';

/** What is wrong with pieces that are to be priced: those without a model. */
export function bareFault(items: readonly OrderItem[]): Fault {
  const bare = items.filter(({ modelSha256 }) => modelSha256 === null);
  if (bare.length === 0) return null;
  const ids = bare.map(({ itemId }) => itemId).join(', ');
  return `Expected a model for every item, got none for ${ids}`;
}
