import type { Db } from 'mongodb';
import type { Route } from '../http/context.ts';
import type { ViewClock } from './view-clock.ts';
import { findLive, viewMissing } from './view.ts';

/** Which generation of a view is live; the view is read from it. */
export interface LiveView {
  readonly view: string;
  /** The live one now. @throws ProblemError `unavailable` where none is. */
  readonly generation: () => Promise<string>;
}

/** Readings of one answer, if the view is lost or switched under each of them. */
const MAX_READINGS = 3;

/**
 * A route whose answer is of one generation: that one is asked for again behind the reading. A store
 * that is lost in between would otherwise make an empty list that looks true of what it had still
 * named as live a moment before.
 */
export function fromLive(live: LiveView, route: Route): Route {
  return {
    ...route,
    handle: async (ctx) => {
      for (let reading = 1; reading <= MAX_READINGS; reading += 1) {
        const before = await live.generation();
        const failure = await failureOf(() => route.handle(ctx));
        // Asked first, because that an order is not found may have the same reason.
        if ((await live.generation()) !== before) continue;
        if (failure !== null) throw failure.error;
        return;
      }
      throw viewMissing(live.view);
    },
  };
}

async function failureOf(
  read: () => Promise<void> | void,
): Promise<{ readonly error: unknown } | null> {
  try {
    await read();
    return null;
  } catch (error) {
    return { error };
  }
}

/** A view whose clock tells which generation is live. */
export function liveByClock(clock: ViewClock): LiveView {
  return {
    view: clock.view,
    generation: async () => (await clock.look(0)).generation,
  };
}

/** A view in a Mongo database; a database is dropped collection by collection. */
export function liveInMongo(db: Db, view: string): LiveView {
  return {
    view,
    generation: async () => {
      const live = await findLive(db, view);
      if (live === null) throw viewMissing(view);
      const named = db.listCollections({ name: live.collection }, { nameOnly: true });
      if (!(await named.hasNext())) throw viewMissing(view);
      return live.generation;
    },
  };
}
