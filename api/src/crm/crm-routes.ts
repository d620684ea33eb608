import { orderCard, type OrderCard } from '@karat/projections';
import { ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import type { Db } from 'mongodb';
import { z } from 'zod';
import { commandRoute, NO_FIELDS } from '../http/command-route.ts';
import type { ApiContext, Route } from '../http/context.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { CODE, INSTANT, REFERENCE } from '../http/fields.ts';
import { readQuery } from '../http/query.ts';
import type { CommandSender } from '../http/send-command.ts';
import { atPosition } from '../queries/at-position.ts';
import { cardPage } from '../queries/card-list.ts';
import { fromLive, liveInMongo } from '../queries/from-live.ts';
import { LIST_FIELDS } from '../queries/list-fields.ts';
import type { Outcomes } from '../queries/outcomes.ts';
import { mongoClock } from '../queries/mongo-clock.ts';
import { orderRoute } from '../queries/order-route.ts';
import { receiptRoute } from '../queries/receipt-route.ts';
import { findDocument } from '../queries/view.ts';
import { cardAnswerOf, cardSummaryOf } from './card-answer.ts';
import { pageOf } from '../openapi/schemas.ts';
import { CARD, CARD_SUMMARY } from './card-schema.ts';

/** What CRM's API stands on. */
export interface CrmOptions {
  readonly sender: CommandSender;
  /** `view_crm`. */
  readonly view: Db;
  readonly outcomes: Outcomes;
}

/** Everything that CRM can ask for. */
export function crmRoutes({ sender, view, outcomes }: CrmOptions): readonly Route[] {
  const cards = [mongoClock(view, orderCard.name)];
  const live = liveInMongo(view, orderCard.name);
  return [
    atPosition(cards, fromLive(live, listRoute(view))),
    receiptRoute(outcomes),
    atPosition(cards, fromLive(live, cardRoute(view))),
    commandRoute(sender, {
      verb: 'cancel',
      summary: 'Cancels the order',
      body: z.strictObject({ reason: CODE }),
      commandOf: (data) => ({ type: 'CancelOrder', data }),
    }),
    commandRoute(sender, {
      verb: 'retry-pricing',
      summary: 'Has the order priced again whose pricing failed',
      body: NO_FIELDS,
      commandOf: (data) => ({ type: 'RetryPricing', data }),
    }),
    commandRoute(sender, {
      verb: 'due-date',
      summary: 'Promises another date',
      body: z.strictObject({ dueAt: INSTANT, reason: CODE }),
      commandOf: (data) => ({ type: 'ChangeDueDate', data }),
    }),
    commandRoute(sender, {
      verb: 'approve',
      summary: 'Accepts the price and releases the order to the workshop',
      problems: ['price-expired'],
      body: z.strictObject({ paymentReference: REFERENCE.nullable().default(null) }),
      commandOf: (data) => ({ type: 'ApproveOrder', data }),
    }),
  ];
}

function cardRoute(view: Db): Route {
  return orderRoute(CARD, async (orderId) => {
    const card = await findDocument<OrderCard>(view, orderCard.name, orderId);
    return card === null ? null : { version: card.version, body: cardAnswerOf(card) };
  });
}

const CHOSEN = z
  .literal('true')
  .transform(() => true)
  .optional();
const QUERY = z.strictObject({
  ...LIST_FIELDS,
  status: z.enum(ORDER_STATUS_SYMBOLS).optional().describe('Those that are there.'),
  customerId: REFERENCE.optional().describe('Those of a customer.'),
  overdue: CHOSEN.describe('Those that are late, the latest first.'),
  stuck: CHOSEN.describe('Those that are flagged as stuck, the longest first.'),
});

/** `GET /v1/orders`: the orders in one status, of a customer, late or stuck, in the order that suits. */
function listRoute(view: Db): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { limit, after, ...filter } = readQuery(ctx, QUERY);
    const { status, customerId, overdue = false, stuck = false } = filter;
    const scope = JSON.stringify([
      ...['crm-orders', status ?? null, customerId ?? null],
      ...[overdue, stuck],
    ]);
    const page = await cardPage(view, filter, { limit, after: decodeCursor(after, scope) });
    ctx.body = {
      items: page.documents.map(cardSummaryOf),
      next: page.next === null ? null : encodeCursor(page.next, scope),
    };
  };
  const doc = {
    summary: 'Lists orders in a status, of a customer, late or stuck, in the order that suits',
    query: QUERY,
    answers: { 200: { description: 'A page of the list.', schema: pageOf(CARD_SUMMARY) } },
    problems: ['validation'],
  } as const;
  return { method: 'GET', path: '/v1/orders', doc, handle };
}
