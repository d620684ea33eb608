import {
  isTerminal,
  statusAfter,
  type OrderImported,
  type OrderItem,
  type OrderStatus,
} from '@karat/schemas';
import { assignmentChangesOf, type Assignment } from './assignment.ts';
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
export interface WorkQueueRow extends Versioned, Assignment {
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
  /** Defects so far, each of which makes it more urgent. */
  readonly defects: number;
  /** When it came into its status. */
  readonly enteredAt: number;
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
    defects: 0,
    assignedTo: null,
    operatorId: null,
    enteredAt: 0,
    updatedAt: 0,
  }),
  keyOf: ({ orderId }) => orderId,
  evolve: (row, event) => {
    const status = statusAfter(event.event, row.status);
    const stays = row.version > 0 && status === row.status;
    return {
      ...row,
      enteredAt: stays ? row.enteredAt : event.occurredAt,
      ...changesOf(row, event),
      ...assignmentChangesOf(event.event),
      version: event.version,
      status,
      updatedAt: event.occurredAt,
    };
  },
  keptOf: (row) => (isTerminal(row.status) ? endedRow(row.orderId, row.version) : row),
};

/** Whether the row stands in the queue now. */
export function isQueued({ status }: WorkQueueRow): boolean {
  return QUEUE_STATUSES.some((queued) => queued === status);
}

/**
 * What is kept of an order that is over, however it ended: its version, by which a repeated event is
 * recognised. So the memory of the queue follows the orders in work.
 */
export function endedRow(orderId: string, version: number): WorkQueueRow {
  return { ...workQueue.initial(orderId), version, status: 'CLOSED' };
}

// One line an event that changes the row.
function changesOf(row: WorkQueueRow, { event }: ProjectedEvent): Partial<WorkQueueRow> {
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef, items } = event.data;
      return { sellerId, sellerOrderRef, items: items.map(itemOf) };
    }
    case 'OrderImported':
      return importOf(event.data);
    case 'OrderSubmitted': {
      const { dueAt, items } = event.data;
      return { dueAt, items: items.map(itemOf), mustStartAt: mustStartAt(row, { dueAt }) };
    }
    case 'PriceCalculated': {
      const { estimatedWorkMs } = event.data;
      return { estimatedWorkMs, mustStartAt: mustStartAt(row, { estimatedWorkMs }) };
    }
    case 'DueDateChanged': {
      const { dueAt } = event.data;
      return { dueAt, mustStartAt: mustStartAt(row, { dueAt }) };
    }
    case 'DefectReported': {
      const { defects } = event.data;
      return { defects, mustStartAt: mustStartAt(row, { defects }) };
    }
    default:
      return {};
  }
}

function importOf(order: OrderImported): Partial<WorkQueueRow> {
  const { sellerId, sellerOrderRef, items, dueAt, estimatedWorkMs, operatorId } = order;
  return {
    ...{ sellerId, sellerOrderRef, items: items.map(itemOf), dueAt, estimatedWorkMs, operatorId },
    enteredAt: order.statusSince,
    mustStartAt: mustStartAt(workQueue.initial(''), { dueAt, estimatedWorkMs }),
  };
}

function itemOf({ itemId, material, finish, quantity }: OrderItem): WorkQueueItem {
  return { itemId, material, finish, quantity };
}

function mustStartAt(
  row: WorkQueueRow,
  change: Partial<Pick<WorkQueueRow, 'dueAt' | 'estimatedWorkMs' | 'defects'>>,
): number | null {
  const { dueAt, estimatedWorkMs, defects } = { ...row, ...change };
  if (dueAt === null || estimatedWorkMs === null) return null;
  return urgencyOf({ dueAt, estimatedWorkMs, defects }).mustStartAt;
}
