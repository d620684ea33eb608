import { QUEUE_STATUSES } from '@karat/projections';
import {
  extended,
  INSTANT_TEXT,
  INTEGER,
  listOf,
  nullable,
  objectOf,
  STATUS,
  TEXT,
  UUID_TEXT,
  VERSION,
} from '../openapi/schemas.ts';

const URGENCY = objectOf({
  formula: TEXT,
  dueAt: INSTANT_TEXT,
  estimatedWorkMs: INTEGER,
  defectBonusMs: INTEGER,
  mustStartAt: INSTANT_TEXT,
});

const ITEM = objectOf({ itemId: TEXT, material: TEXT, finish: TEXT, quantity: INTEGER });

/** The schema of a row of the queue, see `queue-answer.ts`. */
export const QUEUE_ROW = objectOf({
  orderId: UUID_TEXT,
  version: VERSION,
  status: STATUS,
  sellerId: nullable(TEXT),
  sellerOrderRef: nullable(TEXT),
  items: listOf(ITEM),
  assignedTo: nullable(TEXT),
  operatorId: nullable(TEXT),
  defects: INTEGER,
  enteredAt: INSTANT_TEXT,
  updatedAt: INSTANT_TEXT,
  urgency: nullable(URGENCY),
});

/** The schema of an order of the workshop. */
export const WORK_ORDER = extended(QUEUE_ROW, { createdAt: INSTANT_TEXT });

/** The schema of a page of the queue. */
export const QUEUE_PAGE = objectOf({
  items: listOf(QUEUE_ROW),
  next: nullable(TEXT),
  counts: objectOf(Object.fromEntries(QUEUE_STATUSES.map((status) => [status, INTEGER]))),
  projectionVersion: TEXT,
});
