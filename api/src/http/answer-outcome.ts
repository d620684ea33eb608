import type { ToldOutcome } from '@karat/schemas';
import type { ApiContext } from './context.ts';
import { entityTag } from './entity-tag.ts';
import { problemOfRefusal } from './problem.ts';
import { ProblemError } from './problem-error.ts';
import { receiptPath } from './receipt-path.ts';

/** What the answer to a command is made of. */
export interface AnswerOptions {
  readonly orderId: string;
  readonly commandId: string;
  /** The decision; null when it was not heard of in time, or not waited for. */
  readonly outcome: ToldOutcome | null;
  /** Status of an accepted command. Default: 200. */
  readonly acceptedStatus?: 200 | 201;
  /** What the body says beside the order's id, version and status. Default: nothing. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/**
 * Answers with the decision, or with 202 and where it will show: the command is in the log then, and
 * the same request may be sent again.
 * @throws ProblemError with the reason of a refusal.
 */
export function answerOutcome(ctx: ApiContext, options: AnswerOptions): void {
  const { orderId, commandId, outcome, acceptedStatus = 200, facts } = options;
  const orderPath = `/v1/orders/${orderId}`;
  if (outcome === null) {
    ctx.set({ location: receiptPath(commandId), link: `<${orderPath}>; rel="related"` });
    ctx.status = 202;
    ctx.body = { orderId, commandId };
    return;
  }
  ctx.set('location', orderPath);
  const { version, status, repeated, refusal } = outcome.receipt;
  // Before the refusal is thrown: whoever is refused may want to see what stands against it.
  if (outcome.position !== null) ctx.set('karat-position', outcome.position);
  if (repeated) ctx.set('idempotent-replayed', 'true');
  if (refusal !== null) throw new ProblemError(problemOfRefusal(refusal));
  ctx.set('order-version', String(version));
  ctx.set('etag', entityTag(version));
  ctx.status = outcome.receipt.outcome === 'ACCEPTED' ? acceptedStatus : 200;
  ctx.body = { orderId, version, status, ...facts };
}
