import type { ModelAttached, ModelRemoved, OrderItem } from './records.ts';

/** The pieces of an order after a model was attached to one of them. */
export function withModel(
  items: readonly OrderItem[],
  { itemId, modelOwner = null, modelUnit = null, ...rest }: ModelAttached,
): readonly OrderItem[] {
  const model = { ...rest, modelOwner, modelUnit };
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
  const none = { modelSha256: null, modelFormat: null, modelBytes: null };
  return { ...item, ...none, modelOwner: null, modelUnit: null };
}
