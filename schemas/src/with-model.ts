import type { ModelAttached, ModelRemoved, OrderItem } from './records.ts';

/** The pieces of an order after a model was attached to one of them. */
export function withModel(
  items: readonly OrderItem[],
  { itemId, modelSha256, modelFormat, modelBytes }: ModelAttached,
): readonly OrderItem[] {
  const model = { modelSha256, modelFormat, modelBytes };
  return items.map((item) => (item.itemId === itemId ? { ...item, ...model } : item));
}

/** The pieces of an order after the model was taken off one of them. */
export function withoutModel(
  items: readonly OrderItem[],
  { itemId }: Pick<ModelRemoved, 'itemId'>,
): readonly OrderItem[] {
  return items.map((item) => (item.itemId === itemId ? bare(item) : item));
}

/** A piece as it is before it has a model. */
export function bare(item: OrderItem): OrderItem {
  return { ...item, modelSha256: null, modelFormat: null, modelBytes: null };
}
