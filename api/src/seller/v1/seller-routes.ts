import { sellerFeed, sellerOrder, type SellerOrder } from '@karat/projections';
import type { Db } from 'mongodb';
import { z } from 'zod';
import { actorOf, type ApiContext, type Route } from '../../http/context.ts';
import { decodeCursor, encodeCursor } from '../../http/cursor.ts';
import { instant } from '../../http/instant.ts';
import { readQuery } from '../../http/query.ts';
import { atPosition } from '../../queries/at-position.ts';
import { documentPage } from '../../queries/document-page.ts';
import { fromLive, liveInMongo } from '../../queries/from-live.ts';
import { LIST_FIELDS } from '../../queries/list-fields.ts';
import { mongoClock } from '../../queries/mongo-clock.ts';
import { orderRoute } from '../../queries/order-route.ts';
import { findDocument } from '../../queries/view.ts';
import { feedRoute } from './feed-route.ts';
import { webhookEndpointRoutes, type EndpointRoutesOptions } from './webhook-endpoint-routes.ts';
import { pageOf } from '../../openapi/schemas.ts';
import { SELLER_ORDER } from './seller-schema.ts';

/** What the sellers' API stands on. */
export interface SellerOptions extends EndpointRoutesOptions {
  /** `view_sellers`. */
  readonly view: Db;
}

/** Everything that a seller can ask for. */
export function sellerRoutes(options: SellerOptions): readonly Route[] {
  const { view } = options;
  const orders = [mongoClock(view, sellerOrder.name)];
  const liveOrders = liveInMongo(view, sellerOrder.name);
  return [
    ...webhookEndpointRoutes(options),
    atPosition(orders, fromLive(liveOrders, listRoute(view))),
    atPosition(orders, fromLive(liveOrders, ownOrderRoute(view))),
    atPosition(
      [mongoClock(view, sellerFeed.name)],
      fromLive(liveInMongo(view, sellerFeed.name), feedRoute(view)),
    ),
  ];
}

function ownOrderRoute(view: Db): Route {
  return orderRoute(SELLER_ORDER, async (orderId, actor) => {
    const order = await findDocument<SellerOrder>(view, sellerOrder.name, orderId);
    // Another seller's order does not exist for this one.
    if (order?.sellerId !== actor.id) return null;
    return { version: order.version, body: { ...sellerAnswerOf(order) } };
  });
}

const QUERY = z.strictObject(LIST_FIELDS);

/** `GET /v1/orders`: the seller's orders, the one that changed last first. */
function listRoute(view: Db): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { limit, after } = readQuery(ctx, QUERY);
    const sellerId = actorOf(ctx).id;
    const filter = `seller-orders/${sellerId}`;
    const page = await documentPage<SellerOrder>(view, sellerOrder.name, {
      equal: { sellerId },
      sortBy: 'updatedAt',
      direction: -1,
      limit,
      after: decodeCursor(after, filter),
    });
    ctx.body = {
      items: page.documents.map(sellerAnswerOf),
      next: page.next === null ? null : encodeCursor(page.next, filter),
    };
  };
  const doc = {
    summary: 'Lists the seller’s orders, the one that changed last first',
    query: QUERY,
    answers: { 200: { description: 'A page of the list.', schema: pageOf(SELLER_ORDER) } },
    problems: ['validation'],
  } as const;
  return { method: 'GET', path: '/v1/orders', doc, handle };
}

function sellerAnswerOf({ dueAt, createdAt, updatedAt, ...order }: SellerOrder) {
  return {
    ...order,
    dueAt: dueAt === null ? null : instant(dueAt),
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
  };
}
