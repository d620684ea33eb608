import type { ProjectedEvent, Projection, ViewIndex } from './projection.ts';
import { workQueue, type WorkQueueRow } from './work-queue.ts';

/** An order as operators find it, in Mongo; instants in epoch ms. This is a format. */
export interface WorkOrder extends WorkQueueRow {
  /** What its pieces are made of, each once. */
  readonly materials: readonly string[];
  /** `mustStartAt`; 0 where that is null, as in the queue. */
  readonly urgentAt: number;
  readonly createdAt: number;
}

/**
 * Every order of the workshop, in whatever status, with the fields of the work queue: for search and
 * for what lies beyond the queue's first pages. Shows no personal data.
 */
export const workOrder: Projection<WorkOrder> = {
  name: 'work-order',
  database: 'view_mes',
  personal: false,
  indexes: [
    ...inBothOrders({}),
    ...inBothOrders({ operatorId: 1 }),
    ...inBothOrders({ sellerId: 1 }),
    ...inBothOrders({ materials: 1 }),
  ],
  initial: (orderId) => ({
    ...workQueue.initial(orderId),
    materials: [],
    urgentAt: 0,
    createdAt: 0,
  }),
  keyOf: ({ orderId }) => orderId,
  evolve: (order, event) => {
    const row = workQueue.evolve(order, event);
    return {
      ...row,
      materials: [...new Set(row.items.map(({ material }) => material))],
      urgentAt: row.mustStartAt ?? 0,
      createdAt: order.version === 0 ? createdAtOf(event) : order.createdAt,
    };
  },
};

function inBothOrders(filter: ViewIndex['fields']): readonly ViewIndex[] {
  return [
    { fields: { status: 1, ...filter, urgentAt: 1, _id: 1 } },
    { fields: { status: 1, ...filter, enteredAt: -1, _id: 1 } },
  ];
}

function createdAtOf({ event, occurredAt }: ProjectedEvent): number {
  return event.type === 'OrderImported' ? event.data.createdAt : occurredAt;
}
