import type { SellerFeedLine } from '@karat/projections';
import { sellerMessage } from '@karat/schemas';
import type { Db } from 'mongodb';
import { z } from 'zod';
import { actorOf, type ApiContext, type Route } from '../../http/context.ts';
import { readQuery } from '../../http/query.ts';
import { LIST_FIELDS } from '../../queries/list-fields.ts';
import { sellerFeedPage } from '../../queries/seller-feed-page.ts';
import { BOOLEAN, listOf, objectOf, TEXT } from '../../openapi/schemas.ts';
import { SELLER_MESSAGE } from './seller-schema.ts';

const QUERY = z.strictObject({
  ...LIST_FIELDS,
  // A place in each partition.
  after: z.string().max(4_096).optional().describe('The `next` of the page before.'),
});

/** `GET /v1/feed`: everything that the seller is told by webhook, to be read from any place on. */
export function feedRoute(view: Db): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { limit, after = null } = readQuery(ctx, QUERY);
    const page = await sellerFeedPage(view, { sellerId: actorOf(ctx).id, limit, after });
    ctx.body = { items: page.lines.map(messageOf), next: page.next, hasMore: page.hasMore };
  };
  const page = { items: listOf(SELLER_MESSAGE), next: TEXT, hasMore: BOOLEAN };
  const doc = {
    summary: 'Lists everything that the seller is told by webhook, from any place on',
    query: QUERY,
    answers: { 200: { description: 'The next messages.', schema: objectOf(page) } },
    problems: ['validation'],
  } as const;
  return { method: 'GET', path: '/v1/feed', doc, handle };
}

function messageOf(line: SellerFeedLine) {
  return sellerMessage(line, line);
}
