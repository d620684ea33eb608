import { upcast, type OrderEvent, type OrderItem, type OrderState } from '@karat/schemas';
import test from 'ava';
import fc from 'fast-check';
import { decide, evolve } from '../../src/order/index.ts';
import { actorOf, LIFE, NOW, ORDER_ID, RING } from '../support/given-order.ts';

const models = fc.record({
  modelSha256: fc.constantFrom('a', 'b', 'c').map((digit) => digit.repeat(64)),
  modelFormat: fc.constant('STL'),
  modelBytes: fc.integer({ min: 1, max: 1_000_000 }),
  modelOwner: fc.constantFrom(null, 'customer-1'),
  modelUnit: fc.constantFrom(null, 'cm'),
});
const bare = {
  ...{ modelSha256: null, modelFormat: null, modelBytes: null },
  ...{ modelOwner: null, modelUnit: null },
};

/** Pieces as version 1 began an order with them: some have their model already. */
const pieces = fc
  .array(fc.oneof(models, fc.constant(bare)), { minLength: 1, maxLength: 5 })
  .map((drawn) =>
    drawn.map((model, index): OrderItem => ({ ...RING, itemId: `p${String(index)}`, ...model })),
  );

/** Events that may come later; folding judges none of them. */
const later = fc.array(fc.constantFrom(...LIFE.slice(2)), { maxLength: 8 });

test('an old history folds to what the history that is decided today folds to', (t) => {
  let withModels = 0;
  fc.assert(
    fc.property(pieces, later, (items, events) => {
      const data = { sellerId: 'jewels', sellerOrderRef: 'A-1', customerId: null };
      const customer = Buffer.alloc(64, 1);
      const command = { type: 'InitiateOrder', data: { ...data, customer, items } } as const;
      const actor = actorOf('storefront');
      const decision = decide({ command, actor, expectedVersion: null, decidedAt: NOW }, null);
      if (decision.kind !== 'accepted') return t.fail(decision.kind);
      const old: OrderEvent = { type: 'OrderInitiated', data: command.data };
      if (upcast(old).length > 1) withModels += 1;
      t.deepEqual(upcast(old), decision.events);
      const today = foldOf([...decision.events.map(alone), ...events.map(alone)]);
      const before = foldOf([upcast(old), ...events.map(alone)]);
      t.deepEqual({ ...before, version: 0, ...TIMES }, { ...today, version: 0, ...TIMES });
      t.is(before?.version, 1 + events.length);
    }),
  );
  t.true(withModels > 0);
});

/** A record has one version and one time, however many events it means; so these differ. */
const TIMES = { lastEventAt: 0, statusSince: 0, claim: null, stuckSince: null };

function alone(event: OrderEvent): readonly OrderEvent[] {
  return [event];
}

function foldOf(records: readonly (readonly OrderEvent[])[]): OrderState | null {
  return records
    .flatMap((events, index) => events.map((event) => ({ event, version: index + 1 })))
    .reduce<OrderState | null>((state, { event, version }) => {
      return evolve(state, { orderId: ORDER_ID, version, occurredAt: version, event });
    }, null);
}
