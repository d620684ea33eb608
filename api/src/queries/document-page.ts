import type { Db, Filter, Sort } from 'mongodb';
import type { Cursor } from '../http/cursor.ts';
import { liveCollection } from './view.ts';

/** What is asked of a list of orders, sorted by when they changed last. */
export interface ListQuery {
  /** Fields that must be equal; an index begins with them. */
  readonly equal: Readonly<Record<string, string>>;
  /** 1: the order first that has waited longest; −1: the one that changed last. Ids ascend. */
  readonly direction: 1 | -1;
  readonly limit: number;
  readonly after: Cursor | null;
}

/** A page of a list. */
export interface DocumentPage<T> {
  readonly documents: readonly T[];
  /** Where it goes on; null at the end. */
  readonly next: Cursor | null;
}

/** What every listed document has. */
interface Listed {
  readonly _id: string;
  readonly updatedAt: number;
}

/**
 * A page of the live generation of a view, found by an index at the same cost wherever it lies.
 * @throws ProblemError `unavailable` where no generation is live.
 */
export async function documentPage<T extends { readonly updatedAt: number }>(
  db: Db,
  view: string,
  query: ListQuery,
): Promise<DocumentPage<T>> {
  const { direction, limit } = query;
  const collection = await liveCollection<Listed>(db, view);
  const sort: Sort = { updatedAt: direction, _id: 1 };
  const found = await collection
    .find(filterOf(query))
    .sort(sort)
    .limit(limit + 1)
    .toArray();
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    // The projector writes this collection, and nobody else does.
    documents: shown.map(({ _id, ...document }) => document as unknown as T),
    next: last === undefined ? null : { sortValue: last.updatedAt, id: last._id },
  };
}

function filterOf({ equal, direction, after }: ListQuery): Filter<Listed> {
  if (after === null) return equal;
  const { sortValue, id } = after;
  const beyond = direction === 1 ? { $gt: sortValue } : { $lt: sortValue };
  const behind = [{ updatedAt: beyond }, { updatedAt: sortValue, _id: { $gt: id } }];
  return { ...equal, $or: behind };
}
