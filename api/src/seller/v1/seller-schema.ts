import { WEBHOOK_TYPES } from '@karat/schemas';
import {
  INSTANT_TEXT,
  listOf,
  nullable,
  objectOf,
  STATUS,
  TEXT,
  UUID_TEXT,
  VERSION,
} from '../../openapi/schemas.ts';

const TYPE = { type: 'string', enum: WEBHOOK_TYPES };

/** The schema of an order as its seller sees it. */
export const SELLER_ORDER = objectOf({
  orderId: UUID_TEXT,
  version: VERSION,
  sellerId: nullable(TEXT),
  sellerOrderRef: nullable(TEXT),
  status: STATUS,
  previousStatus: nullable(STATUS),
  dueAt: nullable(INSTANT_TEXT),
  shipment: nullable(objectOf({ carrier: TEXT, trackingNumber: TEXT })),
  createdAt: INSTANT_TEXT,
  updatedAt: INSTANT_TEXT,
});

/** The schema of a message, which is a CloudEvent and a Standard Webhook at once. */
export const SELLER_MESSAGE = objectOf({
  specversion: { const: '1.0' },
  id: UUID_TEXT,
  source: TEXT,
  type: TYPE,
  time: INSTANT_TEXT,
  timestamp: INSTANT_TEXT,
  datacontenttype: TEXT,
  subject: UUID_TEXT,
  partitionkey: UUID_TEXT,
  sequence: TEXT,
  correlationid: TEXT,
  causationid: TEXT,
  data: objectOf({
    orderId: UUID_TEXT,
    sellerOrderRef: nullable(TEXT),
    status: STATUS,
    previousStatus: nullable(STATUS),
    version: VERSION,
    href: TEXT,
  }),
});

/** The schema of a webhook endpoint. */
export const WEBHOOK_ENDPOINT = objectOf({
  id: UUID_TEXT,
  url: TEXT,
  eventTypes: listOf(TYPE),
  status: { type: 'string', enum: ['active', 'disabled'] },
  createdAt: INSTANT_TEXT,
});
