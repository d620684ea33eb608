import { ORDER_STATUS_SYMBOLS } from '@karat/schemas';
import type { Db } from 'mongodb';
import { z } from 'zod';
import type { ApiContext, Route } from '../http/context.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import { REFERENCE } from '../http/fields.ts';
import { instant } from '../http/instant.ts';
import { readQuery } from '../http/query.ts';
import { LIST_FIELDS } from '../queries/list-fields.ts';
import { workOrderPage } from '../queries/work-order-page.ts';
import type { WorkOrder } from '@karat/projections';
import { queueAnswerOf } from './queue-answer.ts';
import { pageOf } from '../openapi/schemas.ts';
import { WORK_ORDER } from './queue-schema.ts';

const QUERY = z.strictObject({
  ...LIST_FIELDS,
  status: z
    .enum(ORDER_STATUS_SYMBOLS)
    .default('MANUFACTURING_APPROVED')
    .describe('Those that are there.'),
  material: REFERENCE.optional().describe('Those with a piece of it.'),
  operatorId: REFERENCE.optional().describe('Those that an operator works on.'),
  sellerId: REFERENCE.optional().describe('Those of a seller.'),
  sort: z.enum(['urgency', 'newest']).default('urgency').describe('What comes first.'),
});

/** `GET /v1/work-orders`: every order of the workshop in a status, also when it is long over. */
export function workOrdersRoute(view: Db): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { after, ...query } = readQuery(ctx, QUERY);
    const { status, material, operatorId, sellerId, sort } = query;
    const scope = JSON.stringify([
      ...['work-orders', status, sort],
      ...[material ?? null, operatorId ?? null, sellerId ?? null],
    ]);
    const page = await workOrderPage(view, { ...query, after: decodeCursor(after, scope) });
    ctx.body = {
      items: page.documents.map(answerOf),
      next: page.next === null ? null : encodeCursor(page.next, scope),
    };
  };
  const doc = {
    summary: 'Lists every order of the workshop in a status, also when it is long over',
    query: QUERY,
    answers: { 200: { description: 'A page of the list.', schema: pageOf(WORK_ORDER) } },
    problems: ['validation'],
  } as const;
  return { method: 'GET', path: '/v1/work-orders', doc, handle };
}

function answerOf({ materials: _materials, urgentAt: _urgent, createdAt, ...row }: WorkOrder) {
  return { ...queueAnswerOf(row), createdAt: instant(createdAt) };
}
