import type { OrderState } from '@karat/schemas';
import type { Fault } from '../faults.ts';

/**
 * What is wrong with new personal data of an order whose personal data is erased: it would be sealed
 * with a key made anew, which no erasure would ever destroy.
 */
export function erasedFault({ erased }: OrderState): Fault {
  return erased ? 'Expected no personal data for an order that is erased, got some' : null;
}
