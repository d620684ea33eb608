import { QUEUE_STATUSES } from '@karat/projections';
import { z } from 'zod';
import type { ApiContext, Route } from '../http/context.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { countField } from '../http/fields.ts';
import { readQuery } from '../http/query.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import { queueAnswerOf } from './queue-answer.ts';

const MAX_LIMIT = 200;

const QUERY = z.strictObject({
  status: z.enum(QUEUE_STATUSES).default('MANUFACTURING_APPROVED'),
  sort: z.enum(['urgency', 'newest']).default('urgency'),
  limit: countField(MAX_LIMIT).default(50),
  after: z.string().max(512).optional(),
});

/** `GET /v1/work-queue`: a page of the orders in one status, the most urgent first. */
export function workQueueRoute(queue: WorkQueue): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { status, sort, limit, after } = readQuery(ctx, QUERY);
    const filter = `${status}/${sort}`;
    const query = { status, sort, limit, after: decodeCursor(after, filter) };
    const page = await queue.livePage(query);
    ctx.body = {
      items: page.rows.map(queueAnswerOf),
      next: page.next === null ? null : encodeCursor(page.next, filter),
      counts: page.counts,
      projectionVersion: page.generation,
    };
  };
  return { method: 'GET', path: '/v1/work-queue', handle };
}
