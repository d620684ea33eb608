import type { Actor, OrderCommand } from '@karat/schemas';
import { z } from 'zod';
import { answerOutcome, type AnswerOptions } from './answer-outcome.ts';
import { actorOf, orderIdOf, type ApiContext, type Route } from './context.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { readJson } from './json-body.ts';
import { sendCommand, type CommandSender, type SentCommand } from './send-command.ts';
import {
  COMMAND_HEADERS,
  COMMAND_PROBLEMS,
  commandAnswers,
  type RouteDoc,
} from '../openapi/route-doc.ts';
import type { ProblemSlug } from './problem.ts';

/** A command without anything to say. */
export const NO_FIELDS = z.strictObject({});

/** What a command's answer has of its own. */
export type AnswerExtras = Pick<AnswerOptions, 'acceptedStatus' | 'facts'>;

/** How `POST /v1/orders/{orderId}/{verb}` becomes a command. */
export interface CommandDefinition<Body> {
  /** Last step of the path, e.g. `claim`. */
  readonly verb: string;
  readonly body: z.ZodType<Body>;
  readonly commandOf: (body: Body) => OrderCommand;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What the answer says beside, where it does. */
  readonly answers?: RouteDoc['answers'];
  /** Problems that it has of its own. */
  readonly problems?: readonly ProblemSlug[];
  /** Status and further facts of the answer. Default: 200 and none. */
  readonly answer?: (sent: SentCommand, actor: Actor) => Promise<AnswerExtras>;
}

/** The route of a command upon an order that exists. */
export function commandRoute<Body>(
  sender: CommandSender,
  definition: CommandDefinition<Body>,
): Route {
  const { verb, body: schema, commandOf, answer, summary } = definition;
  const { answers = commandAnswers(), problems = [] } = definition;
  const handle = async (ctx: ApiContext): Promise<void> => {
    const orderId = orderIdOf(ctx);
    // Asked for before the body is read: without a key there is nothing to do.
    idempotencyKeyOf(ctx);
    const body = await readJson(ctx, schema);
    const sent = await sendCommand(ctx, sender, { orderId, command: commandOf(body), body });
    answerOutcome(ctx, { orderId, ...sent, ...(await answer?.(sent, actorOf(ctx))) });
  };
  const doc = {
    summary,
    body: schema,
    headers: COMMAND_HEADERS,
    answers,
    problems: [...COMMAND_PROBLEMS, ...problems],
  };
  return { method: 'POST', path: `/v1/orders/:orderId/${verb}`, doc, handle };
}
