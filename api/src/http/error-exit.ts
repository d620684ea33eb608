import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import { traceIdOf } from '@karat/infra/trace';
import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';
import { answerOfProblem, problemOfFailure, type Problem, type ProblemSlug } from './problem.ts';
import { ProblemError } from './problem-error.ts';

/** The one place where an error becomes an answer, and where it is logged. */
export function errorExit(logger: Logger): Middleware<RequestState> {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      const traceId = traceIdOf(ctx.state.traceparent);
      const answer = answerOfProblem(problemOf(error), { instance: ctx.path, traceId });
      // A caller's mistake is told to the caller; the request log counts it.
      if (answer.status >= 500) {
        const { orderId, route } = ctx.state;
        const level = levelOf(error);
        logger[level]({ error: toPlatformError(error), traceId, orderId, route }, 'request failed');
      }
      // The answer has begun (a stream): it can only be cut off.
      if (ctx.headerSent) {
        ctx.res.destroy();
        return;
      }
      ctx.status = answer.status;
      ctx.body = JSON.stringify(answer.body);
      ctx.set(answer.headers);
    }
  };
}

function levelOf(error: unknown): 'debug' | 'warn' | 'error' {
  // A flood is counted by metrics; a line for each of its requests would be a flood of its own.
  if (toPlatformError(error).code === 'over-capacity') return 'debug';
  // A part that is known to be away is told by health too; what nobody foresaw is an error.
  return error instanceof ProblemError ? 'warn' : 'error';
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return problemOfHttpError(error) ?? problemOfFailure(toPlatformError(error));
}

/** Koa, its router and the body reader throw errors with a status; those below 500 are the caller's. */
function problemOfHttpError(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  const { status, message } = error;
  if (typeof status !== 'number' || status < 400 || status >= 500) return null;
  const slugs: Readonly<Record<number, ProblemSlug>> = {
    413: 'payload-too-large',
    415: 'unsupported-media-type',
  };
  return { slug: slugs[status] ?? 'bad-request', detail: message };
}
