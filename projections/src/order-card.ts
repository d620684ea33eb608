import { isTerminal, statusAfter, type OrderStatus } from '@karat/schemas';
import { changesOf } from './order-card-changes.ts';
import { emptyCard, type OrderCard, type TimelineStep } from './order-card-document.ts';
import type { ProjectedEvent, Projection } from './projection.ts';

/** Everything that CRM has to know of an order, with its whole timeline. Holds personal data. */
export const orderCard: Projection<OrderCard> = {
  name: 'order-card',
  database: 'view_crm',
  personal: true,
  indexes: [
    { fields: { status: 1, updatedAt: 1, _id: 1 } },
    { fields: { updatedAt: -1, _id: 1 } },
    { fields: { customerId: 1, createdAt: -1, _id: 1 } },
    { fields: { overdueSince: 1, _id: 1 }, whereSet: 'overdueSince' },
    { fields: { stuckAt: 1, _id: 1 }, whereSet: 'stuckAt' },
  ],
  initial: emptyCard,
  keyOf: ({ orderId }) => orderId,
  evolve: (card, event) => {
    const status = statusAfter(event.event, card.status);
    // A copy whose fields are then set keeps its shape, so that the next event finds it as fast to
    // copy; spread together from parts, each card of a rebuild took twice as long.
    const changed = Object.assign({ ...card } satisfies OrderCard, {
      stuckAt: status === card.status ? card.stuckAt : null,
      createdAt: card.version === 0 ? event.occurredAt : card.createdAt,
      ...changesOf(card, event),
      version: event.version,
      status,
      updatedAt: event.occurredAt,
      timeline: [...card.timeline, stepOf(card, event, status)],
    });
    // It is ours still, and a further copy of all fields would cost as much as the rest.
    return Object.assign(changed, { overdueSince: overdueSinceOf(changed) });
  },
};

/** A promise that was flagged as missed, is still the promise, and is not kept or given up yet. */
function overdueSinceOf({ overdueDueAt, promise, status }: OrderCard): number | null {
  const isOver = status === 'SHIPPED' || isTerminal(status);
  return isOver || overdueDueAt !== promise?.dueAt ? null : overdueDueAt;
}

function stepOf(card: OrderCard, event: ProjectedEvent, status: OrderStatus): TimelineStep {
  const { version, occurredAt, actor, commandId, traceparent } = event;
  const { type } = event.event;
  return {
    version,
    type,
    status,
    at: occurredAt,
    actor,
    commandId,
    waitedMs: card.version === 0 ? 0 : occurredAt - card.updatedAt,
    traceId: traceIdOf(traceparent),
  };
}

/**
 * The trace id of a W3C traceparent, whose fields have a fixed length.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header-field-values
 */
function traceIdOf(traceparent: string | null): string | null {
  return traceparent?.slice(3, 35) ?? null;
}
