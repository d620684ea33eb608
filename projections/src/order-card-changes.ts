import { withModel, withoutModel, type OrderEvent } from '@karat/schemas';
import { assignmentChangesOf } from './assignment.ts';
import type { CardDefect, CardRemark, CardReturn, OrderCard } from './order-card-document.ts';
import type { ProjectedEvent } from './projection.ts';

/** What an event changes on the card, besides its version, status, times and timeline. */
export function changesOf(card: OrderCard, event: ProjectedEvent): Partial<OrderCard> {
  return {
    ...orderChangesOf(card, event),
    ...workChangesOf(card, event),
    ...assignmentChangesOf(event.event),
  };
}

/** One line an event that tells what is ordered, promised and owed. */
// eslint-disable-next-line complexity
function orderChangesOf(card: OrderCard, projected: ProjectedEvent): Partial<OrderCard> {
  const { event, customer } = projected;
  switch (event.type) {
    case 'OrderInitiated': {
      const { sellerId, sellerOrderRef, customerId, items } = event.data;
      return { sellerId, sellerOrderRef, customerId, items, customer };
    }
    case 'OrderImported':
      return { ...importOf(event.data), customer };
    case 'ModelAttached':
      return { items: withModel(card.items, event.data), price: null, pricingReasons: [] };
    case 'ModelRemoved':
      return { items: withoutModel(card.items, event.data), price: null, pricingReasons: [] };
    case 'OrderSubmitted': {
      const { items, submissionNo, rush, dueAt, policyVersion } = event.data;
      const promise = { submissionNo, rush, dueAt, policyVersion };
      return { items, promise, price: null, pricingReasons: [] };
    }
    case 'PriceCalculated':
      return { price: priceOf(event.data) };
    case 'PricingFailed':
      return { pricingReasons: event.data.reasons };
    case 'ManufacturingApproved':
      return { paymentReference: event.data.paymentReference };
    case 'DueDateChanged':
      return { promise: card.promise && { ...card.promise, dueAt: event.data.dueAt } };
    case 'OrderCancelled':
      return { cancellation: event.data };
    default:
      return {};
  }
}

/** One line an event that tells what is done about it. */
function workChangesOf(card: OrderCard, projected: ProjectedEvent): Partial<OrderCard> {
  const { event, occurredAt: at } = projected;
  switch (event.type) {
    case 'ManufacturingCompleted': {
      const { rewardMinor, currency } = event.data;
      return { reward: { rewardMinor, currency } };
    }
    case 'DefectReported': {
      const defects = [...card.defects, defectOf(projected, event.data)];
      return { reward: null, defects };
    }
    case 'OrderShipped':
      return { shipment: event.data };
    case 'OrderReturned':
      return { returned: returnOf(projected, event.data) };
    case 'OrderOverdue':
      return { overdueDueAt: event.data.dueAt };
    case 'OrderStuck':
      return { stuckAt: at };
    case 'NoteAdded':
      return { notes: [...card.notes, remarkOf(projected)] };
    case 'NoticeRecorded':
      return { notices: [...card.notices, { ...event.data, at }] };
    case 'PersonalDataErased':
      return withoutPersonal(card, at);
    default:
      return {};
  }
}

type DataOf<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>['data'];

function importOf(order: DataOf<'OrderImported'>): Partial<OrderCard> {
  const { sellerId, sellerOrderRef, customerId, items, createdAt, ...rest } = order;
  const { operatorId, paymentReference, rewardMinor, carrier, trackingNumber } = rest;
  const { legacyRef, totalMinor, currency, history } = rest;
  const unnamed = rewardMinor === null || currency === null;
  const { dueAt, rush } = rest;
  return {
    ...{ sellerId, sellerOrderRef, customerId, items, createdAt, operatorId, paymentReference },
    promise: dueAt === null ? null : { submissionNo: 0, rush, dueAt, policyVersion: 'imported' },
    reward: unnamed ? null : { rewardMinor, currency },
    shipment: carrier === null ? null : { carrier, trackingNumber: trackingNumber ?? '' },
    imported: { legacyRef, totalMinor, currency, history },
  };
}

/**
 * The price without the figures that it is made of: they are over half a kilobyte a piece, lists of cards need
 * none of them, and whoever asks for them gets them from the log.
 */
function priceOf(price: DataOf<'PriceCalculated'>): OrderCard['price'] {
  const items = price.items.map(({ basis: _basis, solidVolumeMm3: _solid, ...item }) => item);
  return { ...price, items };
}

function remarkOf({ occurredAt: at, actor, words }: ProjectedEvent): CardRemark {
  return { at, actor, words };
}

function defectOf(event: ProjectedEvent, defect: DataOf<'DefectReported'>): CardDefect {
  const { itemId, code, rewardTakenBackMinor } = defect;
  return { ...remarkOf(event), itemId, code, rewardTakenBackMinor };
}

function returnOf(event: ProjectedEvent, returned: DataOf<'OrderReturned'>): CardReturn {
  const { kind, resolution, refundMinor, currency } = returned;
  return { ...remarkOf(event), kind, resolution, refundMinor, currency };
}

/** What is left of the card when nobody may know any more whose order it was. */
function withoutPersonal(card: OrderCard, erasedAt: number): Partial<OrderCard> {
  return {
    customer: null,
    notes: card.notes.map(wordless),
    defects: card.defects.map(wordless),
    returned: card.returned && wordless(card.returned),
    erasedAt,
  };
}

function wordless<T extends CardRemark>(remark: T): T {
  return { ...remark, words: null };
}
