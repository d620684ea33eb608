import type { Actor, InitiateOrder, OrderItem, OrderState } from '@karat/schemas';
import { accepted, refused, type Decision } from '../decision.ts';

const MAX_QUANTITY = 999;
const MAX_ITEMS = 100;
/** Characters of a name; an order carries its pieces in every state and event of a submission. */
const MAX_NAME = 200;

/** An order begins; one that exists already is not begun again. */
export function initiateOrder(
  wanted: InitiateOrder,
  actor: Actor,
  order: OrderState | null,
): Decision {
  if (order !== null) {
    return refused('idempotency-key-reused', 'Expected a new order, got the reference of another');
  }
  const fault = faultOf(wanted.items);
  if (fault !== null) return refused('validation', fault);
  const sellerId = actor.role === 'seller' ? actor.id : wanted.sellerId;
  return accepted({ type: 'OrderInitiated', data: { ...wanted, sellerId } });
}

function faultOf(items: readonly OrderItem[]): string | null {
  if (items.length < 1 || items.length > MAX_ITEMS) {
    return `Expected 1 to ${String(MAX_ITEMS)} items, got ${String(items.length)}`;
  }
  if (new Set(items.map((item) => item.itemId)).size < items.length) {
    return 'Expected a different itemId for each item, got one twice';
  }
  if (items.some((item) => longestName(item) > MAX_NAME)) {
    return `Expected names up to ${String(MAX_NAME)} characters, got a longer one`;
  }
  const odd = items.find((item) => item.quantity < 1 || item.quantity > MAX_QUANTITY);
  if (odd === undefined) return null;
  return `Expected quantity from 1 to ${String(MAX_QUANTITY)}, got ${String(odd.quantity)}`;
}

function longestName({ itemId, material, finish, modelSha256 }: OrderItem): number {
  return Math.max(...[itemId, material, finish, modelSha256 ?? ''].map((name) => name.length));
}
