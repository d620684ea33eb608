import type { ApiContext } from './context.ts';
import { invalidAt } from './problem-error.ts';

/** The entity tag of an order at a version. */
export function entityTag(version: number): string {
  return `"${String(version)}"`;
}

/**
 * The version that the caller believes the order to have (`If-Match`), or null when it does not care.
 * @throws ProblemError `validation` for a header that is not one strong tag with a version.
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-if-match
 */
export function expectedVersionOf(ctx: ApiContext): number | null {
  const header = ctx.get('if-match').trim();
  if (header === '' || header === '*') return null;
  const version = /^"(\d{1,15})"$/.exec(header)?.[1];
  if (version !== undefined) return Number(version);
  throw invalidAt('If-Match', `Expected a tag like "7", got ${header.slice(0, 40)}`);
}
