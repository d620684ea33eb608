import { jsonSchemaOf } from '@karat/schemas';
import {
  BOOLEAN,
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

const PRICE = objectOf({
  totalMinor: INTEGER,
  currency: TEXT,
  validUntil: INSTANT_TEXT,
  items: listOf(objectOf({ itemId: TEXT, amountMinor: INTEGER })),
});

const RETURN = objectOf({
  kind: TEXT,
  resolution: TEXT,
  refundMinor: nullable(INTEGER),
  currency: nullable(TEXT),
});

/** The schema of an order as the storefront sees it. */
export const SHOP_ORDER = objectOf({
  orderId: UUID_TEXT,
  version: VERSION,
  status: STATUS,
  sellerId: nullable(TEXT),
  sellerOrderRef: nullable(TEXT),
  customerId: nullable(TEXT),
  items: listOf(jsonSchemaOf('OrderItem')),
  submissionNo: INTEGER,
  rush: BOOLEAN,
  dueAt: nullable(INSTANT_TEXT),
  price: nullable(PRICE),
  pricingReasons: listOf(jsonSchemaOf('PricingReason')),
  shipment: nullable(objectOf({ carrier: TEXT, trackingNumber: TEXT })),
  cancellation: nullable(objectOf({ reason: TEXT, refundOwed: BOOLEAN })),
  returned: nullable(RETURN),
  steps: listOf(objectOf({ status: STATUS, at: INSTANT_TEXT })),
  createdAt: INSTANT_TEXT,
  updatedAt: INSTANT_TEXT,
});
