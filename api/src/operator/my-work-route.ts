import { actorOf, type ApiContext, type Route } from '../http/context.ts';
import type { Cursor } from '../http/cursor.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import type { WorkQueueRow } from '@karat/projections';
import { queueAnswerOf } from './queue-answer.ts';
import { listOf, objectOf, TEXT } from '../openapi/schemas.ts';
import { QUEUE_ROW } from './queue-schema.ts';

const PAGE = 500;

/**
 * `GET /v1/my-work`: the orders that the caller works on. Read from all that is in work, which is as
 * much as the workshop has hands for, however long the queue before it is.
 */
export function myWorkRoute(queue: WorkQueue): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const operatorId = actorOf(ctx).id;
    const rows = await inWork(queue);
    const mine = rows.filter((row) => row.operatorId === operatorId);
    ctx.body = { operatorId, items: mine.map(queueAnswerOf) };
  };
  const doc = {
    summary: 'Lists the orders that the caller works on',
    answers: {
      200: {
        description: 'What is in their hands.',
        schema: objectOf({ operatorId: TEXT, items: listOf(QUEUE_ROW) }),
      },
    },
  };
  return { method: 'GET', path: '/v1/my-work', doc, handle };
}

async function inWork(queue: WorkQueue): Promise<readonly WorkQueueRow[]> {
  const generation = await queue.liveGeneration();
  const rows: WorkQueueRow[] = [];
  let after: Cursor | null = null;
  do {
    const query = { generation, status: 'MANUFACTURING_STARTED', sort: 'urgency' } as const;
    const page = await queue.page({ ...query, limit: PAGE, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}
