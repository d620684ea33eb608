import { jsonSchemaOf } from '@karat/schemas';
import {
  BOOLEAN,
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

const STEP = objectOf({
  version: VERSION,
  type: TEXT,
  status: STATUS,
  at: INSTANT_TEXT,
  actor: TEXT,
  commandId: UUID_TEXT,
  waitedMs: INTEGER,
  traceId: nullable(TEXT),
});

const REMARK = objectOf({ at: INSTANT_TEXT, actor: TEXT, words: nullable(TEXT) });
const DEFECT = extended(REMARK, {
  itemId: nullable(TEXT),
  code: TEXT,
  rewardTakenBackMinor: INTEGER,
});
const RETURN = extended(REMARK, {
  kind: TEXT,
  resolution: TEXT,
  refundMinor: nullable(INTEGER),
  currency: nullable(TEXT),
});
const IMPORT = objectOf({
  legacyRef: TEXT,
  totalMinor: nullable(INTEGER),
  currency: nullable(TEXT),
  history: listOf(extended(jsonSchemaOf('ImportedStep'), { at: INSTANT_TEXT })),
});
const PROMISE = objectOf({
  submissionNo: INTEGER,
  rush: BOOLEAN,
  dueAt: INSTANT_TEXT,
  policyVersion: TEXT,
});

/** The schema of a card, see `card-answer.ts`. */
export const CARD = objectOf({
  orderId: UUID_TEXT,
  version: VERSION,
  status: STATUS,
  sellerId: nullable(TEXT),
  sellerOrderRef: nullable(TEXT),
  customerId: nullable(TEXT),
  customer: nullable(objectOf({ name: TEXT, email: TEXT, phone: TEXT, address: TEXT })),
  items: listOf(jsonSchemaOf('OrderItem')),
  promise: nullable(PROMISE),
  price: nullable(extended(jsonSchemaOf('PriceCalculated'), { validUntil: INSTANT_TEXT })),
  pricingReasons: listOf(jsonSchemaOf('PricingReason')),
  paymentReference: nullable(TEXT),
  assignedTo: nullable(TEXT),
  operatorId: nullable(TEXT),
  reward: nullable(objectOf({ rewardMinor: INTEGER, currency: TEXT })),
  shipment: nullable(objectOf({ carrier: TEXT, trackingNumber: TEXT })),
  cancellation: nullable(objectOf({ reason: TEXT, refundOwed: BOOLEAN })),
  returned: nullable(RETURN),
  defects: listOf(DEFECT),
  notes: listOf(REMARK),
  notices: listOf(extended(jsonSchemaOf('NoticeRecorded'), { at: INSTANT_TEXT })),
  overdueDueAt: nullable(INSTANT_TEXT),
  overdueSince: nullable(INSTANT_TEXT),
  stuckAt: nullable(INSTANT_TEXT),
  imported: nullable(IMPORT),
  erasedAt: nullable(INSTANT_TEXT),
  createdAt: INSTANT_TEXT,
  updatedAt: INSTANT_TEXT,
  timeline: listOf(STEP),
});

/** The schema of a card in a list. */
export const CARD_SUMMARY = objectOf({
  orderId: UUID_TEXT,
  version: VERSION,
  status: STATUS,
  sellerId: nullable(TEXT),
  sellerOrderRef: nullable(TEXT),
  customerName: nullable(TEXT),
  customerId: nullable(TEXT),
  operatorId: nullable(TEXT),
  overdueSince: nullable(INSTANT_TEXT),
  stuckAt: nullable(INSTANT_TEXT),
  dueAt: nullable(INSTANT_TEXT),
  createdAt: INSTANT_TEXT,
  updatedAt: INSTANT_TEXT,
});
