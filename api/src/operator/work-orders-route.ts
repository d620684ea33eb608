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

const QUERY = z.strictObject({
  ...LIST_FIELDS,
  status: z.enum(ORDER_STATUS_SYMBOLS).default('MANUFACTURING_APPROVED'),
  material: REFERENCE.optional(),
  operatorId: REFERENCE.optional(),
  sellerId: REFERENCE.optional(),
  sort: z.enum(['urgency', 'newest']).default('urgency'),
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
  return { method: 'GET', path: '/v1/work-orders', handle };
}

function answerOf({ materials: _materials, urgentAt: _urgent, createdAt, ...row }: WorkOrder) {
  return { ...queueAnswerOf(row), createdAt: instant(createdAt) };
}
