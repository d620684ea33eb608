import type { ApiContext } from './context.ts';
import { parsePrefer } from './prefer.ts';

/**
 * How long this request may still wait for a view, ms: what the caller prefers, which is then said to
 * be applied, else `defaultMs`. All waits of one request share this bound.
 */
export function waitLeftMs(ctx: ApiContext, defaultMs: number): number {
  const { waitMs } = parsePrefer(ctx.get('prefer'));
  if (waitMs !== null) ctx.set('preference-applied', `wait=${String(waitMs / 1_000)}`);
  ctx.state.waitsSince ??= performance.now();
  const elapsedMs = performance.now() - ctx.state.waitsSince;
  return Math.max(0, (waitMs ?? defaultMs) - elapsedMs);
}
