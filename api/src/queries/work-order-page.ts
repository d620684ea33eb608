import { workOrder, type WorkOrder } from '@karat/projections';
import type { OrderStatus } from '@karat/schemas';
import type { Db } from 'mongodb';
import type { Cursor } from '../http/cursor.ts';
import { documentPage, type DocumentPage } from './document-page.ts';
import type { QueueSort } from './queue-query.ts';

/** Which orders of the workshop are wanted; undefined is any. */
export interface WorkOrderQuery {
  readonly status: OrderStatus;
  /** Of which at least one piece is made. */
  readonly material?: string | undefined;
  readonly operatorId?: string | undefined;
  readonly sellerId?: string | undefined;
  readonly sort: QueueSort;
  readonly limit: number;
  readonly after: Cursor | null;
}

/**
 * A page of the orders of the workshop in one status, sorted as the queue is.
 * @throws ProblemError `unavailable` where no generation is live.
 */
export function workOrderPage(db: Db, query: WorkOrderQuery): Promise<DocumentPage<WorkOrder>> {
  const { status, material, operatorId, sellerId, sort, limit, after } = query;
  const wanted = { operatorId, sellerId, materials: material };
  const filters = Object.entries(wanted).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  const direction = sort === 'newest' ? -1 : 1;
  const sortBy = sort === 'newest' ? 'enteredAt' : 'urgentAt';
  // The first is the one that leaves the fewest orders.
  const narrowest = filters.slice(0, 1).map(([field]) => [field, 1] as const);
  return documentPage(db, workOrder.name, {
    equal: { status, ...Object.fromEntries(filters) },
    sortBy,
    direction,
    index: { status: 1, ...Object.fromEntries(narrowest), [sortBy]: direction, _id: 1 },
    limit,
    after,
  });
}
