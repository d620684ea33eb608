import { orderCard, type OrderCard } from '@karat/projections';
import { formatActor, type Actor } from '@karat/schemas';
import { instant } from '../http/instant.ts';

/** The card as CRM gets it: instants in RFC 3339, actors as role:id, with the whole timeline. */
export function cardAnswerOf(stored: OrderCard) {
  // A card that an earlier version wrote lacks what that did not know, until it is rebuilt.
  const card = { ...orderCard.initial(stored.orderId), ...stored };
  const { promise, price, imported, returned } = card;
  return {
    ...card,
    promise: promise === null ? null : { ...promise, dueAt: instant(promise.dueAt) },
    price: price === null ? null : { ...price, validUntil: instant(price.validUntil) },
    returned: returned === null ? null : remarkAnswerOf(returned),
    defects: card.defects.map(remarkAnswerOf),
    notes: card.notes.map(remarkAnswerOf),
    notices: card.notices.map(atInstant),
    overdueDueAt: instantOrNull(card.overdueDueAt),
    overdueSince: instantOrNull(card.overdueSince),
    stuckAt: instantOrNull(card.stuckAt),
    imported: imported === null ? null : { ...imported, history: imported.history.map(atInstant) },
    erasedAt: instantOrNull(card.erasedAt),
    timeline: card.timeline.map(remarkAnswerOf),
    createdAt: instant(card.createdAt),
    updatedAt: instant(card.updatedAt),
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
    overdueSince: instantOrNull(card.overdueSince),
    stuckAt: instantOrNull(card.stuckAt),
    dueAt: card.promise === null ? null : instant(card.promise.dueAt),
    createdAt: instant(card.createdAt),
    updatedAt: instant(card.updatedAt),
  };
}

function remarkAnswerOf<T extends { readonly at: number; readonly actor: Actor }>(said: T) {
  return { ...said, at: instant(said.at), actor: formatActor(said.actor) };
}

function atInstant<T extends { readonly at: number }>(step: T) {
  return { ...step, at: instant(step.at) };
}

function instantOrNull(at: number | null): string | null {
  return at === null ? null : instant(at);
}
