import type { Logger } from '@karat/infra/logger';
import { traceIdOf } from '@karat/infra/trace';
import { formatActor } from '@karat/schemas';
import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';

/** One line a request. The path is the route's pattern: a query may hold what no log should. */
export function requestLog(logger: Logger): Middleware<RequestState> {
  return async (ctx, next) => {
    const startedAt = performance.now();
    await next();
    const { actor, route, orderId, traceparent } = ctx.state;
    logger.info(
      {
        method: ctx.method,
        route,
        status: ctx.status,
        actor: actor === null ? null : formatActor(actor),
        orderId,
        traceId: traceIdOf(traceparent),
        // Tenths: an answer often takes less than one.
        elapsedMs: Math.round((performance.now() - startedAt) * 10) / 10,
      },
      'request answered',
    );
  };
}
