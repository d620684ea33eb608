import type { ModelAttached, OrderEvent, OrderItem } from './records.ts';
import { bare } from './with-model.ts';

type InitiatedEvent = Extract<OrderEvent, { type: 'OrderInitiated' }>;

/**
 * What an event of any version ever written means in the events of today, in order: what no default
 * of a field can bridge. An event of today is itself, so upcasting twice is upcasting once.
 */
export function upcast(event: OrderEvent): readonly OrderEvent[] {
  return event.type === 'OrderInitiated' ? withoutModels(event) : [event];
}

/** Version 1 began an order with its models; since then each model is an event of its own. */
function withoutModels(event: InitiatedEvent): readonly OrderEvent[] {
  const { items } = event.data;
  const models = items.flatMap(modelOf);
  if (models.length === 0) return [event];
  const initiated = { ...event, data: { ...event.data, items: items.map(bare) } };
  return [initiated, ...models.map((data) => ({ type: 'ModelAttached', data }) as const)];
}

/** Version 1 did not insist on the format and size of a model, so a name alone can stand there. */
function modelOf(item: OrderItem): readonly ModelAttached[] {
  const { itemId, modelSha256, modelFormat, modelBytes } = item;
  const { modelOwner = null, modelUnit = null } = item;
  if (modelSha256 === null) return [];
  const file = { modelSha256, modelFormat: modelFormat ?? '', modelBytes: modelBytes ?? 0 };
  return [{ itemId, ...file, modelOwner, modelUnit }];
}
