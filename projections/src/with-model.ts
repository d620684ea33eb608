import type { ModelAttached, OrderItem } from '@karat/schemas';

/** The pieces of an order after a model was attached to one of them. */
export function withModel(
  items: readonly OrderItem[],
  { itemId, ...model }: ModelAttached,
): readonly OrderItem[] {
  return items.map((item) => (item.itemId === itemId ? { ...item, ...model } : item));
}
