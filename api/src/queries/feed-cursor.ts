import { createHash } from 'node:crypto';
import { invalidAt } from '../http/problem-error.ts';

/** How far a feed was read: the first offset of each partition that is still to come; 0 where none is named. */
export type FeedCursor = ReadonlyMap<number, number>;

/** Which feed of which log a cursor is for. */
export interface FeedScope {
  readonly sellerId: string;
  /** Incarnation of the log. */
  readonly incarnation: string;
}

/** A cursor as sellers see it: opaque. It names places in the log, so a rebuilt view goes on from it. */
export function encodeFeedCursor(cursor: FeedCursor, scope: FeedScope): string {
  const text = JSON.stringify([scopeHash(scope), ...cursor]);
  return Buffer.from(text, 'utf8').toString('base64url');
}

/**
 * The cursor in a query; the beginning without one.
 * @throws ProblemError `validation` for one of another feed, or of a log that is no more.
 */
export function decodeFeedCursor(text: string | null, scope: FeedScope): FeedCursor {
  if (text === null) return new Map();
  const [hash, ...places] = parse(text);
  if (hash === scopeHash(scope) && places.every(isPlace)) return new Map(places);
  throw invalidAt('?after', 'Expected the `next` of this feed, got another text');
}

function isPlace(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);
}

function parse(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function scopeHash({ sellerId, incarnation }: FeedScope): string {
  const text = JSON.stringify([sellerId, incarnation]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 8);
}
