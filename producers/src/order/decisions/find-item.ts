import type { OrderItem, OrderState } from '@karat/schemas';
import { refused, type Decision } from '../decision.ts';
import { quoted } from '../faults.ts';

/** The piece of the order with this id, or null. */
export function findItem(order: OrderState, itemId: string): OrderItem | null {
  return order.items.find((item) => item.itemId === itemId) ?? null;
}

/** The refusal for a piece that the order does not have. */
export function unknownItem(order: OrderState, itemId: string): Decision {
  const known = order.items.map((item) => item.itemId).join(', ');
  const got = quoted(itemId);
  return refused('validation', `Expected an item of the order, got ${got}; it has ${known}`);
}
