import { PlatformError } from '@karat/infra/errors';
import {
  follows,
  statusAfter,
  type EventEnvelope,
  type OrderEvent,
  type OrderStatus,
  type ReadEvent,
} from '@karat/schemas';
import type { SkippedRecord } from '../subscription.ts';

/** An event as it was read, wherever that was. */
export type FoldableEvent = EventEnvelope & Pick<ReadEvent, 'part' | 'offset'>;

/**
 * What has to be remembered of an order between its events, because only the first one names the
 * seller: a document of `own_sellers.webhook_orders`. This is a stored format, and it is no view: it
 * is never rebuilt, so it holds no more than is needed and depends on no projection that may change.
 */
export interface WebhookOrder {
  readonly _id: string;
  /** Version of the order after the last event that was folded. */
  readonly version: number;
  readonly sellerId: string | null;
  readonly sellerOrderRef: string | null;
  readonly status: OrderStatus;
}

/**
 * The order after an event.
 * @throws `version-gap` when an event is missing in between.
 */
export function evolveOrder(before: WebhookOrder | null, envelope: FoldableEvent): WebhookOrder {
  const { orderId, version, event } = envelope;
  const known = before?.version ?? 0;
  if (!follows(known, envelope)) throw gapOf(envelope, known + 1);
  const status = statusAfter(event, before?.status ?? 'INITIATED');
  return { _id: orderId, version, ...sellerOf(before, event), status };
}

/** The order after a record that an operator has had stepped over: only its version moves. */
export function stepOver(
  before: WebhookOrder | null,
  { orderId, version }: SkippedRecord,
): WebhookOrder {
  const known = before ?? { _id: orderId, version: 0, ...NOBODYS, status: 'INITIATED' };
  return { ...known, version: Math.max(known.version, version ?? 0) };
}

/** An order whose first event was stepped over: nobody can be told of it. */
const NOBODYS = { sellerId: null, sellerOrderRef: null };

/** Whose order it is, which only the first event says. */
function sellerOf(
  before: WebhookOrder | null,
  { type, data }: OrderEvent,
): Pick<WebhookOrder, 'sellerId' | 'sellerOrderRef'> {
  const begins = type === 'OrderInitiated' || type === 'OrderImported';
  const { sellerId = null, sellerOrderRef = null } = begins ? data : (before ?? {});
  return { sellerId, sellerOrderRef };
}

function gapOf({ orderId, version }: FoldableEvent, expected: number): PlatformError {
  const message = `Expected version ${String(expected)} of the order, got ${String(version)}`;
  return new PlatformError('version-gap', message, { context: { orderId, version, expected } });
}
