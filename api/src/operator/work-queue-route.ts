import { QUEUE_STATUSES } from '@karat/projections';
import { z } from 'zod';
import type { ApiContext, Route } from '../http/context.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { readQuery } from '../http/query.ts';
import { LIST_FIELDS } from '../queries/list-fields.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import { queueAnswerOf } from './queue-answer.ts';
import { QUEUE_PAGE } from './queue-schema.ts';

const QUERY = z.strictObject({
  ...LIST_FIELDS,
  status: z
    .enum(QUEUE_STATUSES)
    .default('MANUFACTURING_APPROVED')
    .describe('Those that are there.'),
  sort: z.enum(['urgency', 'newest']).default('urgency').describe('What comes first.'),
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
  const doc = {
    summary: 'Lists the orders in a status, the most urgent or the newest first',
    query: QUERY,
    answers: { 200: { description: 'A page of the queue.', schema: QUEUE_PAGE } },
    problems: ['validation'],
  } as const;
  return { method: 'GET', path: '/v1/work-queue', doc, handle };
}
