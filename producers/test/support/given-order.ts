import type {
  Actor,
  OrderCommand,
  OrderEvent,
  OrderItem,
  OrderState,
  RefusalReason,
  Role,
} from '@karat/schemas';
import type { ExecutionContext } from 'ava';
import { decide, type DecisionRequest } from '../../src/order/decide.ts';
import { evolve } from '../../src/order/evolve.ts';

/** When everything in these tests is decided. */
export const NOW = Date.UTC(2026, 10, 21, 12);

/** The order that these tests speak of. */
export const ORDER_ID = '6f9619ff-8b86-5011-b42d-00cf4fc964ff';

/** One ring in silver, without a model. */
export const RING: OrderItem = {
  itemId: 'ring',
  quantity: 1,
  material: 'silver-925',
  finish: 'polished',
  modelSha256: null,
  modelFormat: null,
  modelBytes: null,
  modelOwner: null,
  modelUnit: null,
};

/** The same ring with a model. */
export const MODELLED_RING: OrderItem = {
  ...RING,
  modelSha256: 'a'.repeat(64),
  modelFormat: 'STL',
  modelBytes: 684,
};

/** The life of an order up to each status, shortest way. */
export const LIFE: readonly OrderEvent[] = [
  {
    type: 'OrderInitiated',
    data: {
      sellerId: 'jewels',
      sellerOrderRef: 'A-1001',
      customerId: null,
      customer: Buffer.from('sealed'),
      items: [RING],
    },
  },
  {
    type: 'ModelAttached',
    data: { itemId: 'ring', modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 },
  },
  {
    type: 'OrderSubmitted',
    data: {
      submissionNo: 1,
      rush: false,
      dueAt: NOW + 86_400_000,
      policyVersion: '1',
      items: [MODELLED_RING],
    },
  },
  {
    type: 'PriceCalculated',
    data: {
      submissionNo: 1,
      items: [],
      totalMinor: 12_300,
      currency: 'EUR',
      tariffVersion: '2026-11',
      metalPricesVersion: '2026-11-20',
      estimatedWorkMs: 7_200_000,
      validUntil: NOW + 1_000,
      warnings: [],
    },
  },
  { type: 'ManufacturingApproved', data: { paymentReference: 'pay-1' } },
  { type: 'OrderClaimed', data: { operatorId: 'anna' } },
  {
    type: 'ManufacturingCompleted',
    data: {
      operatorId: 'anna',
      rewardMinor: 500,
      currency: 'EUR',
      rewardTariffVersion: '1',
    },
  },
  { type: 'PackagingStarted', data: {} },
  { type: 'OrderShipped', data: { carrier: 'dhl', trackingNumber: 'JJD01' } },
  { type: 'OrderClosed', data: {} },
];

/** The events of an order up to and with the first of this type. */
export function lifeUntil(type: OrderEvent['type']): readonly OrderEvent[] {
  return LIFE.slice(0, LIFE.findIndex((event) => event.type === type) + 1);
}

/** The state that events give, decided one after the other long before `NOW`. */
export function stateAfter(events: readonly OrderEvent[]): OrderState | null {
  return events.reduce<OrderState | null>((state, event, index) => {
    const version = index + 1;
    return evolve(state, { orderId: ORDER_ID, version, occurredAt: version, event });
  }, null);
}

/** An actor of a role; operators and sellers of these tests have names. */
export function actorOf(role: Role, id: string = role): Actor {
  return { role, id };
}

/** Given an order, when a command, then what: the form of every decision test. */
export function givenOrder(t: ExecutionContext, events: readonly OrderEvent[]) {
  return {
    when: (command: OrderCommand, actor: Actor, facts: Partial<DecisionRequest> = {}) => {
      const request = { command, actor, expectedVersion: null, decidedAt: NOW, ...facts };
      const decision = decide(request, stateAfter(events));
      return {
        then: (...expected: readonly OrderEvent[]) => {
          t.deepEqual(decision, { kind: 'accepted', events: expected });
        },
        thenNothing: () => {
          t.deepEqual(decision, { kind: 'no-change' });
        },
        thenRefused: (reason: RefusalReason, detail?: string) => {
          t.is(decision.kind === 'refused' ? decision.refusal.reason : decision.kind, reason);
          if (detail !== undefined && decision.kind === 'refused') {
            t.is(decision.refusal.detail, detail);
          }
        },
      };
    },
  };
}
