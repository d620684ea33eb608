import type { Middleware } from 'koa';
import type { RequestState } from './context.ts';

/**
 * Headers that keep a browser from guessing types, framing, and telling others where it was; answers
 * are the caller's own, so nobody between may keep them.
 */
export function securityHeaders(): Middleware<RequestState> {
  return async (ctx, next) => {
    ctx.set({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    await next();
  };
}
