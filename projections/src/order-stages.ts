import { statusAfter, type OrderStatus } from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned } from './projection.ts';

/** The stage that an order is in. */
export interface OrderStages extends Versioned {
  readonly orderId: string;
  readonly status: OrderStatus;
  /** Since when, epoch ms. */
  readonly enteredAt: number;
}

/** A stage that an order has left, in Mongo; instants in epoch ms. This is a format. */
export interface LeftStage extends Versioned {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly enteredAt: number;
  readonly leftAt: number;
  /** How long it took. */
  readonly ms: number;
}

/**
 * How long each order was in each status, a row for every stay: an order that comes back is counted
 * again. Statistics are made by counting these rows, so that no repetition counts twice. Of an
 * imported order the stay it is taken over in is known, and not those before.
 */
export const orderStages: Projection<OrderStages> = {
  name: 'order-stages',
  database: 'view_operations',
  personal: false,
  // Holds all that statistics ask for, so that no document is read for them.
  indexes: [{ fields: { leftAt: 1, status: 1, ms: 1 }, whereSet: 'leftAt' }],
  initial: (orderId) => ({ orderId, version: 0, status: 'INITIATED', enteredAt: 0 }),
  keyOf: ({ orderId }) => orderId,
  evolve: (order, event) => {
    const status = statusAfter(event.event, order.status);
    const stays = order.version > 0 && status === order.status;
    const enteredAt = stays ? order.enteredAt : enteredAtOf(event);
    return { ...order, version: event.version, status, enteredAt };
  },
  entryOf: (before, after, { version, occurredAt: leftAt }) => {
    if (before.version === 0 || before.status === after.status) return null;
    const { orderId, status, enteredAt } = before;
    const left: LeftStage = {
      ...{ orderId, version, status, enteredAt, leftAt },
      ms: Math.max(leftAt - enteredAt, 0),
    };
    return left;
  },
};

function enteredAtOf({ event, occurredAt }: ProjectedEvent): number {
  return event.type === 'OrderImported' ? event.data.statusSince : occurredAt;
}
