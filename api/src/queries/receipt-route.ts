import { z } from 'zod';
import { actorOf, UUID, type ApiContext, type Route } from '../http/context.ts';
import { ProblemError } from '../http/problem-error.ts';
import { readQuery } from '../http/query.ts';
import { receiptPath } from '../http/receipt-path.ts';
import { waitLeftMs } from '../http/wait-left.ts';
import { awaitVersion } from './await-version.ts';
import { fromLive, liveByClock } from './from-live.ts';
import type { Outcomes } from './outcomes.ts';
import { receiptAnswerOf } from './receipt-answer.ts';
import { withAge } from './view-age.ts';
import { PREFER } from '../openapi/route-doc.ts';
import { RECEIPT } from './receipt-answer.ts';

const QUERY = z.strictObject({
  orderId: z
    .string()
    .toLowerCase()
    .regex(UUID, 'Expected a UUID')
    .optional()
    .describe('The order, where one key was used for two.'),
});

/** How soon what is on its way may be there. */
const RETRY_AFTER_SECONDS = 1;

/** `GET /v1/commands/{commandId}`: what became of a command, for whoever has sent it. */
export function receiptRoute({ find, positionOf, clock }: Outcomes): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const commandId = commandIdOf(ctx);
    const { orderId } = readQuery(ctx, QUERY);
    const actor = actorOf(ctx);
    const look = async () => {
      const receipt = await find({ commandId, actor, orderId });
      // A refused command may be upon no version at all: that it is there is enough.
      return receipt && { version: 1, receipt };
    };
    const found = await awaitVersion(look, { minVersion: 1, waitMs: waitLeftMs(ctx, 0) });
    if (found === null) throw unknownCommand();
    ctx.state.orderId = found.receipt.orderId;
    const position = await positionOf(found.receipt);
    if (position !== null) ctx.set('karat-position', position);
    ctx.body = receiptAnswerOf(found.receipt);
  };
  const doc = {
    summary: 'Tells what became of a command, to whoever has sent it',
    query: QUERY,
    headers: [PREFER],
    answers: { 200: { description: 'Its outcome.', schema: RECEIPT } },
    problems: ['not-found', 'validation'],
  } as const;
  const route = { method: 'GET', path: receiptPath(':commandId'), doc, handle } as const;
  return withAge([clock], fromLive(liveByClock(clock), route));
}

function commandIdOf(ctx: ApiContext): string {
  const commandId = (ctx.params['commandId'] ?? '').toLowerCase();
  if (UUID.test(commandId)) return commandId;
  throw new ProblemError({ slug: 'not-found', detail: 'Expected a UUID as command id' });
}

/** The same for what is another's: whether it exists is nobody else's business. */
function unknownCommand(): ProblemError {
  const detail =
    'Expected the id of a decided command of yours, got another, or one that is undecided still';
  return new ProblemError({ slug: 'not-found', detail, retryAfterSeconds: RETRY_AFTER_SECONDS });
}
