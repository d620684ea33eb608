import type { SellerFeedLine } from '@karat/projections';
import { sellerMessage } from '@karat/schemas';
import type { Db } from 'mongodb';
import { z } from 'zod';
import { actorOf, type ApiContext, type Route } from '../../http/context.ts';
import { countField } from '../../http/fields.ts';
import { readQuery } from '../../http/query.ts';
import { sellerFeedPage } from '../../queries/seller-feed-page.ts';

const QUERY = z.strictObject({
  limit: countField(200).default(50),
  // A place in each partition.
  after: z.string().max(4_096).optional(),
});

/** `GET /v1/feed`: everything that the seller is told by webhook, to be read from any place on. */
export function feedRoute(view: Db): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { limit, after = null } = readQuery(ctx, QUERY);
    const page = await sellerFeedPage(view, { sellerId: actorOf(ctx).id, limit, after });
    ctx.body = { items: page.lines.map(messageOf), next: page.next, hasMore: page.hasMore };
  };
  return { method: 'GET', path: '/v1/feed', handle };
}

function messageOf(line: SellerFeedLine) {
  return sellerMessage(line, line);
}
