import { childOf } from '@karat/infra/trace';
import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';

/** Follows the caller's trace or begins one, and tells the caller which it is. */
export function trace(): Middleware<RequestState> {
  return async (ctx, next) => {
    ctx.state = {
      actor: null,
      route: null,
      orderId: null,
      waitsSince: null,
      traceparent: childOf(ctx.get('traceparent')),
    };
    ctx.set('traceparent', ctx.state.traceparent);
    await next();
  };
}
