import { SET } from '@karat/projections';
import type { Db, Document, Filter, Sort } from 'mongodb';
import type { Cursor } from '../http/cursor.ts';
import { liveCollection } from './view.ts';

/** What is asked of a list of orders. */
export interface ListQuery {
  /** Fields that must be equal, or hold the value among others. */
  readonly equal: Readonly<Record<string, string>>;
  /** The instant that it is sorted by; with the equal fields before it and `_id` behind, an index. */
  readonly sortBy: string;
  /** 1: the earliest first; −1: the latest. Ids ascend. */
  readonly direction: 1 | -1;
  /** Instants that an order must have to be listed. */
  readonly set?: readonly string[];
  /** Fields of the index to read by, where the server could take one that it reads more of. */
  readonly index?: Readonly<Record<string, 1 | -1>>;
  readonly limit: number;
  readonly after: Cursor | null;
}

/** A page of a list. */
export interface DocumentPage<T> {
  readonly documents: readonly T[];
  /** Where it goes on; null at the end. */
  readonly next: Cursor | null;
}

type Listed = Document & { readonly _id: string };

/**
 * A page of the live generation of a view, found by an index at the same cost wherever it lies.
 * @throws ProblemError `unavailable` where no generation is live.
 */
export async function documentPage<T>(
  db: Db,
  view: string,
  query: ListQuery,
): Promise<DocumentPage<T>> {
  const { sortBy, direction, limit } = query;
  const collection = await liveCollection<Listed>(db, view);
  const sort: Sort = { [sortBy]: direction, _id: 1 };
  const found: Listed[] = [];
  for (const range of rangesOf(query)) {
    const missing = limit + 1 - found.length;
    if (missing === 0) break;
    const options = query.index === undefined ? {} : { hint: query.index };
    found.push(...(await collection.find(range, options).sort(sort).limit(missing).toArray()));
  }
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return {
    // The projector writes this collection, and nobody else does.
    documents: shown.map(({ _id, ...document }) => document as T),
    next: last === undefined ? null : { sortValue: Number(last[sortBy]), id: last._id },
  };
}

/**
 * The ranges of the index that the page lies in: behind a cursor the rest of its instant, then what
 * follows. Written as one alternative the server would read what was shown before, too.
 */
function rangesOf({
  equal,
  set = [],
  sortBy,
  direction,
  after,
}: ListQuery): readonly Filter<Listed>[] {
  const wanted = { ...equal, ...Object.fromEntries(set.map((field) => [field, SET])) };
  if (after === null) return [wanted];
  const { sortValue, id } = after;
  const beyond = direction === 1 ? { $gt: sortValue } : { $lt: sortValue };
  return [
    { ...wanted, [sortBy]: sortValue, _id: { $gt: id } },
    { ...wanted, [sortBy]: beyond },
  ];
}
