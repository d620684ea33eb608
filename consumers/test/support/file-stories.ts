import { randomUUID } from 'node:crypto';
import type { ObjectKey } from '@karat/infra/object-store';
import {
  statusAfter,
  withModel,
  withoutModel,
  type OrderEvent,
  type OrderItem,
  type OrderStatus,
} from '@karat/schemas';
import fc from 'fast-check';
import { tierOfStatus } from '../../src/files/tier-of-status.ts';
import { envelopeOf, type StoryEvent } from './order-story.ts';

/** Hashes and owners of the models of generated stories; few, so that orders share them. */
const HASHES = ['a', 'b'].map((digit) => digit.repeat(64));
const OWNERS = ['ada', null];
const ITEMS = ['ring', 'clasp'];

const APPROVED: OrderEvent = {
  type: 'ManufacturingApproved',
  data: { paymentReference: null },
};
const AFTER_APPROVAL: readonly OrderEvent[] = [
  { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  {
    type: 'ManufacturingCompleted',
    data: { operatorId: 'anna', rewardMinor: 1, currency: 'EUR', rewardTariffVersion: '1' },
  },
  { type: 'PackagingStarted', data: {} },
  { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'T' } },
  { type: 'OrderClosed', data: {} },
];

const CUSTOMER = Buffer.from('sealed');

const models = fc.record({
  itemId: fc.constantFrom(...ITEMS),
  modelSha256: fc.constantFrom(...HASHES),
  modelOwner: fc.constantFrom(...OWNERS),
});

/** Steps of an order as far as its files are concerned; not all in an order that a writer allows. */
const steps: fc.Arbitrary<OrderEvent> = fc.oneof(
  { weight: 4, arbitrary: models.map((model) => attached(model)) },
  { weight: 2, arbitrary: models.map(({ itemId, modelSha256 }) => removed(itemId, modelSha256)) },
  {
    weight: 6,
    arbitrary: fc.constantFrom<OrderEvent>(
      { type: 'ManufacturingApproved', data: { paymentReference: null } },
      { type: 'OrderClaimed', data: { operatorId: 'anna' } },
      { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'T' } },
      { type: 'OrderClosed', data: {} },
      { type: 'OrderCancelled', data: { reason: 'customer-wish', refundOwed: false } },
    ),
  },
);

/** Stories of several orders, each in its order, mixed in any way. */
export const fileStories: fc.Arbitrary<readonly StoryEvent[]> = fc
  .array(fc.tuple(fc.nat(3), steps), { minLength: 1, maxLength: 40 })
  .map((happened) => {
    const versions = new Map<number, number>();
    return happened.flatMap(([order, step]) => {
      const known = versions.get(order) ?? 0;
      const events = known === 0 ? [initiated(), step] : [step];
      versions.set(order, known + events.length);
      return events.map((event, index) =>
        envelopeOf(event, { orderId: `order-${String(order)}`, version: known + index + 1 }),
      );
    });
  })
  .map((events) => events.map((event, index) => ({ ...event, offset: String(index) })));

/** An order that begins without models. */
export function initiated(): OrderEvent {
  const items = ITEMS.map(itemOf);
  const nobody = { sellerId: null, sellerOrderRef: null, customerId: null };
  return { type: 'OrderInitiated', data: { ...nobody, customer: CUSTOMER, items } };
}

/** A model that is attached to a piece. */
export function attached(model: {
  readonly itemId?: string;
  readonly modelSha256: string;
  readonly modelOwner: string | null;
}): OrderEvent {
  const data = { itemId: 'ring', modelFormat: 'STL', modelBytes: 684, modelUnit: null, ...model };
  return { type: 'ModelAttached', data };
}

function removed(itemId: string, modelSha256: string): OrderEvent {
  return { type: 'ModelRemoved', data: { itemId, modelSha256 } };
}

function itemOf(itemId: string): OrderItem {
  const none = { modelSha256: null, modelFormat: null, modelBytes: null };
  return { itemId, quantity: 1, material: 'silver-925', finish: 'polished', ...none };
}

/** What an order refers to in the end, told without the code that is tested. */
export function referencesIn(
  events: readonly StoryEvent[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const tiers = new Map<string, Set<string>>();
  for (const orderId of new Set(events.map((event) => event.orderId))) {
    let status: OrderStatus = 'INITIATED';
    let items: readonly OrderItem[] = ITEMS.map(itemOf);
    for (const { event } of events.filter((one) => one.orderId === orderId)) {
      status = statusAfter(event, status);
      if (event.type === 'ModelAttached') items = withModel(items, event.data);
      if (event.type === 'ModelRemoved') items = withoutModel(items, event.data);
    }
    for (const { modelSha256, modelOwner } of items) {
      if (modelSha256 === null) continue;
      const file = JSON.stringify([modelOwner ?? null, modelSha256]);
      tiers.set(file, (tiers.get(file) ?? new Set()).add(tierOfStatus(status)));
    }
  }
  return tiers;
}

/** The events of an order of one model, from its beginning on. */
export function lifeWith(
  { owner, sha256 }: ObjectKey,
  orderId: string = randomUUID(),
): readonly StoryEvent[] {
  const model = attached({ modelSha256: sha256, modelOwner: owner });
  return [initiated(), model, APPROVED, ...AFTER_APPROVAL].map((event, index) =>
    envelopeOf(event, { orderId, version: index + 1 }),
  );
}
