import { createHash } from 'node:crypto';
import { invalidAt } from './problem-error.ts';

/** Where a list goes on: after the row with this sort value and id. */
export interface Cursor {
  readonly sortValue: number;
  readonly id: string;
}

/**
 * A cursor as callers see it: opaque, and good only for the list it was made for. It names a row's
 * place and not a count, so that rows that come and go before it neither repeat nor hide others.
 */
export function encodeCursor({ sortValue, id }: Cursor, filter: string): string {
  const text = JSON.stringify([filterHash(filter), sortValue, id]);
  return Buffer.from(text, 'utf8').toString('base64url');
}

/** The cursor in a query, or null without one. @throws ProblemError `validation` for one of another list. */
export function decodeCursor(text: string | undefined, filter: string): Cursor | null {
  if (text === undefined) return null;
  const [hash, sortValue, id] = parse(text);
  const fits = hash === filterHash(filter) && Number.isSafeInteger(sortValue);
  if (fits && typeof sortValue === 'number' && typeof id === 'string') return { sortValue, id };
  throw invalidAt('?after', 'Expected the `next` of the same list, got another text');
}

function parse(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function filterHash(filter: string): string {
  return createHash('sha256').update(filter).digest('base64url').slice(0, 8);
}
