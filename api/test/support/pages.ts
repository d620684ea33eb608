import type { Db } from 'mongodb';
import type { ExecutionContext } from 'ava';
import type { Cursor } from '../../src/http/cursor.ts';
import type { DocumentPage } from '../../src/queries/document-page.ts';
import { profiled } from './profiled.ts';

/** A list, as its route reads it. */
export interface PagedList<T> {
  readonly db: Db;
  /** Name of the view. */
  readonly view: string;
  readonly read: (page: {
    readonly limit: number;
    readonly after: Cursor | null;
  }) => Promise<DocumentPage<T>>;
}

/** All ids of a list, read in pages. */
export async function idsInPages<T extends { readonly orderId: string }>(
  { read }: PagedList<T>,
  limit: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: Cursor | null = null;
  do {
    const page = await read({ limit, after });
    ids.push(...page.documents.map(({ orderId }) => orderId));
    after = page.next;
  } while (after !== null);
  return ids;
}

/** Asserts that the first page and a deep one are found in order by an index, and nothing else is read. */
export async function byIndexAlone<T>(
  t: ExecutionContext,
  list: PagedList<T>,
  index: string,
): Promise<void> {
  const { next } = await list.read({ limit: 50, after: null });
  t.not(next, null);
  for (const after of [null, next]) {
    const queries = await profiled(list.db, list.view, () => list.read({ limit: 10, after }));
    t.true(queries.length > 0);
    for (const { plan, hasSorted } of queries) {
      t.is(plan, `IXSCAN ${index}`);
      t.false(hasSorted);
    }
    // One more than shown tells whether there are more.
    const read = queries.reduce((sum, { documentsRead }) => sum + documentsRead, 0);
    t.is(read, 11);
  }
}
