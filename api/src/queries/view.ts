import type { Collection, Db, Document } from 'mongodb';
import { ProblemError } from '../http/problem-error.ts';

/** Seconds until a caller may find a view that is being built. */
const REBUILD_RETRY_SECONDS = 5;

/**
 * The collection in which the live generation of a view is. Asked for at every read, since a rebuild
 * switches it from one moment to the next, and the old one may be dropped right after.
 * @throws ProblemError `unavailable` where no generation is live: an empty answer would be a lie.
 */
export async function liveCollection<T extends Document>(
  db: Db,
  view: string,
): Promise<Collection<T>> {
  return db.collection<T>(`${view}_${await liveGeneration(db, view)}`);
}

/**
 * Which generation of a view is live.
 * @throws ProblemError `unavailable` where none is.
 */
export async function liveGeneration(db: Db, view: string): Promise<string> {
  const live = await findLive(db, view);
  if (live !== null) return live.generation;
  throw viewMissing(view);
}

/** The live generation of a view. */
export interface LiveGeneration {
  readonly generation: string;
  /** Where its documents are. */
  readonly collection: string;
  /** Incarnation of the log that it is folded from. */
  readonly incarnation: string;
}

interface StoredGeneration {
  readonly _id: string;
  readonly active?: unknown;
  readonly incarnation?: unknown;
}

/** Finds the live generation of a view; null where none is. */
export async function findLive(db: Db, view: string): Promise<LiveGeneration | null> {
  const found = await db.collection<StoredGeneration>('generations').findOne({ _id: view });
  const active = found?.active;
  if (typeof active !== 'string' || active === '') return null;
  return {
    generation: active,
    collection: `${view}_${active}`,
    incarnation: typeof found?.incarnation === 'string' ? found.incarnation : '',
  };
}

/**
 * The document of an order in the live generation of a view, without what only Mongo needs.
 * @throws ProblemError `unavailable` where no generation is live.
 */
export async function findDocument<T>(db: Db, view: string, orderId: string): Promise<T | null> {
  const collection = await liveCollection<{ _id: string }>(db, view);
  const found = await collection.findOne({ _id: orderId }, { projection: { _id: 0 } });
  // The projector writes this collection, and nobody else does.
  return found as T | null;
}

/** The problem of a view that is not there to be read. */
export function viewMissing(view: string): ProblemError {
  return new ProblemError({
    slug: 'unavailable',
    detail: `Expected the view ${view} to be built, it is not yet`,
    retryAfterSeconds: REBUILD_RETRY_SECONDS,
  });
}
