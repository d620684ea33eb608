import type { ApiContext, Route } from '../http/context.ts';
import type { ViewClock, ViewProgress } from './view-clock.ts';

/** A view that is older than this says so, ms; one that is kept up is moved on once a second. */
const FRESH_MS = 2_000;
/** How old what is known of a view's age may be, ms. */
const LOOK_MS = 250;

/** The route of a read that says of a view that is behind how old it is. */
export function withAge(clocks: readonly ViewClock[], route: Route): Route {
  const handle = async (ctx: ApiContext): Promise<void> => {
    const looks = clocks.map((clock) => clock.look(LOOK_MS));
    sayAge(ctx, await Promise.all(looks), { always: false });
    await route.handle(ctx);
  };
  return { ...route, handle };
}

/** Says in the answer how old the oldest view is: always, or where that is worth a word. */
export function sayAge(
  ctx: ApiContext,
  progress: readonly ViewProgress[],
  { always }: { readonly always: boolean },
): void {
  const now = Date.now();
  const ages = progress.map((view) => ageMsOf(view, now)).filter((age) => age !== null);
  if (ages.length === 0) return;
  const oldestMs = Math.max(...ages);
  if (always || oldestMs > FRESH_MS) ctx.set('karat-view-age', (oldestMs / 1_000).toFixed(1));
}

/**
 * How old the oldest part of a view is, ms; null where that is not known. Of a clock that runs
 * behind the projector's, a view is new at most.
 */
function ageMsOf({ positions }: ViewProgress, now: number): number | null {
  let oldest = now;
  for (const { asOf } of positions.values()) {
    if (asOf === null) return null;
    oldest = Math.min(oldest, asOf);
  }
  return positions.size === 0 ? null : now - oldest;
}
