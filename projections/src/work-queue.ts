import { isTerminal, statusAfter, type OrderItem, type OrderStatus } from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned } from './projection.ts';
import { urgencyOf } from './urgency.ts';

/** The statuses in which operators and logistics see an order. */
export const QUEUE_STATUSES = [
  'MANUFACTURING_APPROVED',
  'MANUFACTURING_STARTED',
  'MANUFACTURING_COMPLETED',
  'PACKAGING',
  'SHIPPED',
] as const satisfies readonly OrderStatus[];

/** What is to be made. */
export interface WorkQueueItem {
  readonly itemId: string;
  readonly material: string;
  readonly finish: string;
  readonly quantity: number;
}

/** A row of the work queue, as JSON in Redis; instants in epoch ms. This is a format. */
export interface WorkQueueRow extends Versioned {
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly items: readonly WorkQueueItem[];
  /** The promise; null before the first submission. */
  readonly dueAt: number | null;
  /** Null before the first price. */
  readonly estimatedWorkMs: number | null;
  /** What the queue is sorted by; null until there is a promise and a price. */
  readonly mustStartAt: number | null;
  /** Who works on it; null when nobody does. */
  readonly operatorId: string | null;
  /** Time of the last event. */
  readonly updatedAt: number;
}

/** Orders in work by urgency. The Redis of the operators; shows no personal data. */
export const workQueue: Projection<WorkQueueRow> = {
  name: 'work-queue',
  database: 'redis',
  personal: false,
  indexes: [],
  initial: (orderId) => ({
    orderId,
    version: 0,
    status: 'INITIATED',
    sellerId: null,
    sellerOrderRef: null,
    items: [],
    dueAt: null,
    estimatedWorkMs: null,
    mustStartAt: null,
    operatorId: null,
    updatedAt: 0,
  }),
  keyOf: ({ orderId }) => orderId,
  evolve: (row, event) => ({
    ...row,
    ...changesOf(row, event),
    version: event.version,
    status: statusAfter(event.event.type),
    updatedAt: event.occurredAt,
  }),
  keptOf,
};

/** Whether the row stands in the queue now. */
export function isQueued({ status }: WorkQueueRow): boolean {
  return QUEUE_STATUSES.some((queued) => queued === status);
}

/**
 * An order that is over leaves nothing but its version, by which a repeated event is recognised, so
 * that the memory of the queue follows the orders in work.
 */
function keptOf(row: WorkQueueRow): WorkQueueRow {
  if (!isTerminal(row.status)) return row;
  const { orderId, version, status, updatedAt } = row;
  return { ...workQueue.initial(orderId), version, status, updatedAt };
}

// One line an event that changes the row.
// eslint-disable-next-line complexity
function changesOf(row: WorkQueueRow, { event }: ProjectedEvent): Partial<WorkQueueRow> {
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef, items } = event.data;
      return { sellerId, sellerOrderRef, items: items.map(itemOf) };
    }
    case 'OrderSubmitted': {
      const { dueAt, items } = event.data;
      return { dueAt, items: items.map(itemOf), mustStartAt: mustStartAt(row, { dueAt }) };
    }
    case 'PriceCalculated': {
      const { estimatedWorkMs } = event.data;
      return { estimatedWorkMs, mustStartAt: mustStartAt(row, { estimatedWorkMs }) };
    }
    case 'OrderClaimed':
      return { operatorId: event.data.operatorId };
    case 'OrderReleased':
      return { operatorId: null };
    case 'ModelAttached':
    case 'PricingFailed':
    case 'ManufacturingApproved':
    case 'ManufacturingCompleted':
    case 'PackagingStarted':
    case 'OrderShipped':
    case 'OrderClosed':
    case 'OrderCancelled':
      return {};
  }
}

function itemOf({ itemId, material, finish, quantity }: OrderItem): WorkQueueItem {
  return { itemId, material, finish, quantity };
}

function mustStartAt(
  row: WorkQueueRow,
  change: Partial<Pick<WorkQueueRow, 'dueAt' | 'estimatedWorkMs'>>,
): number | null {
  const { dueAt, estimatedWorkMs } = { ...row, ...change };
  if (dueAt === null || estimatedWorkMs === null) return null;
  return urgencyOf({ dueAt, estimatedWorkMs, defects: 0 }).mustStartAt;
}
