import { setTimeout as delay } from 'node:timers/promises';
import { formatPosition, shortIncarnation, type LogPosition } from '@karat/schemas';
import type { ApiContext, Route } from '../http/context.ts';
import { takePositions } from '../http/position-wish.ts';
import { ProblemError } from '../http/problem-error.ts';
import { waitLeftMs } from '../http/wait-left.ts';
import { sayAge, withAge } from './view-age.ts';
import type { ViewClock, ViewProgress } from './view-clock.ts';
import type { RouteDoc } from '../openapi/route-doc.ts';

/** Wait for a position that was asked for without saying how long, ms. */
const DEFAULT_WAIT_MS = 2_000;
const KARAT_POSITION = {
  name: 'Karat-Position',
  description:
    'Waits until the view is as far as these positions, which answers to commands carry; also `?minPosition=`.',
};
/** Pause between two looks, ms: below what a person notices, above what a view needs. */
const PAUSE_MS = 20;
/** Times that a read is begun anew because a rebuild has switched the view under it. */
const MAX_SWITCHES = 3;

/**
 * The route of a read that waits until the views it reads have reached the positions that the caller
 * asks for, so that its own commands show; and that says of a view that is behind how old it is, be
 * it asked or not. When the time is over it answers with what there is.
 */
export function atPosition(clocks: readonly ViewClock[], route: Route): Route {
  const aged = withAge(clocks, route);
  const handle = async (ctx: ApiContext): Promise<void> => {
    const wanted = takePositions(ctx);
    if (wanted.length === 0) return aged.handle(ctx);
    for (let switches = 0; ; switches += 1) {
      const seen = await awaitPositions(ctx, clocks, wanted);
      const failure = await failureOf(async () => route.handle(ctx));
      // What was read is as far as was waited for only if no other generation went live meanwhile.
      const isSettled =
        !seen.isReached || switches === MAX_SWITCHES || (await isLive(clocks, seen));
      if (!isSettled) continue;
      if (failure !== null) throw failure.error;
      return;
    }
  };
  return { ...route, doc: withPosition(route.doc), handle };
}

/** The position may also stand in the query, for whoever cannot set headers. */
function withPosition(doc: RouteDoc): RouteDoc {
  return { ...doc, headers: [...(doc.headers ?? []), KARAT_POSITION] };
}

interface Seen {
  readonly progress: readonly ViewProgress[];
  readonly isReached: boolean;
}

async function awaitPositions(
  ctx: ApiContext,
  clocks: readonly ViewClock[],
  wanted: readonly LogPosition[],
): Promise<Seen> {
  const deadline = performance.now() + waitLeftMs(ctx, DEFAULT_WAIT_MS);
  for (;;) {
    const progress = await Promise.all(clocks.map((clock) => clock.look(PAUSE_MS)));
    const isReached = progress.every((view) => wanted.every((each) => hasReached(view, each)));
    if (isReached || performance.now() >= deadline) {
      ctx.set('karat-view-position', wanted.map((each) => reachedOf(progress, each)).join(', '));
      sayAge(ctx, progress, { always: !isReached });
      return { progress, isReached };
    }
    await delay(PAUSE_MS);
  }
}

/**
 * Whether a view is as far as that.
 * @throws ProblemError `position-of-another-log`: offsets of two logs cannot be compared.
 */
function hasReached({ positions }: ViewProgress, wanted: LogPosition): boolean {
  const position = positions.get(wanted.partition);
  const [known = position] = positions.values();
  const incarnation = (position ?? known)?.incarnation;
  if (incarnation !== undefined && shortIncarnation(incarnation) !== wanted.incarnation) {
    const detail = `Expected a position in the log ${shortIncarnation(incarnation)} that the view shows, got one in ${wanted.incarnation}: the log was made anew or restored since`;
    throw new ProblemError({ slug: 'position-of-another-log', detail });
  }
  return (position?.nextOffset ?? 0n) >= wanted.nextOffset;
}

/** Where the view that is furthest behind is, in the partition that was asked for. */
function reachedOf(progress: readonly ViewProgress[], wanted: LogPosition): string {
  const offsets = progress.map(({ positions }) => {
    return positions.get(wanted.partition)?.nextOffset ?? 0n;
  });
  const nextOffset = offsets.reduce((least, each) => (each < least ? each : least));
  return formatPosition({ ...wanted, nextOffset });
}

async function isLive(clocks: readonly ViewClock[], { progress }: Seen): Promise<boolean> {
  const now = await Promise.all(clocks.map((clock) => clock.look(0)));
  return now.every(({ generation }, index) => generation === progress[index]?.generation);
}

async function failureOf(work: () => Promise<void>): Promise<{ readonly error: unknown } | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return { error };
  }
}
