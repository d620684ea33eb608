import type { OrderCard, TimelineStep } from '@karat/projections';
import { formatActor } from '@karat/schemas';
import { instant } from '../http/instant.ts';

/** The card as CRM gets it: instants in RFC 3339, with the whole timeline. */
export function cardAnswerOf(card: OrderCard) {
  const { promise, price, timeline, createdAt, updatedAt, ...rest } = card;
  return {
    ...rest,
    promise: promise === null ? null : { ...promise, dueAt: instant(promise.dueAt) },
    price: price === null ? null : { ...price, validUntil: instant(price.validUntil) },
    timeline: timeline.map(stepAnswerOf),
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
  };
}

/** A card in a list: what it takes to find the right one. */
export function cardSummaryOf({ orderId, version, status, ...card }: OrderCard) {
  return {
    orderId,
    version,
    status,
    sellerId: card.sellerId,
    sellerOrderRef: card.sellerOrderRef,
    customerName: card.customer?.name ?? null,
    customerId: card.customerId,
    operatorId: card.operatorId,
    overdueSince: card.overdueSince === null ? null : instant(card.overdueSince),
    stuckAt: card.stuckAt === null ? null : instant(card.stuckAt),
    dueAt: card.promise === null ? null : instant(card.promise.dueAt),
    createdAt: instant(card.createdAt),
    updatedAt: instant(card.updatedAt),
  };
}

function stepAnswerOf({ at, actor, ...step }: TimelineStep) {
  return { ...step, at: instant(at), actor: formatActor(actor) };
}
