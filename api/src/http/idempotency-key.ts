import type { ApiContext } from './context.ts';
import { ProblemError } from './problem-error.ts';

const MAX_CHARACTERS = 255;
/** A structured-field string: printable ASCII in quotes, with `\"` and `\\` (RFC 9651, 3.3.3). */
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** The bare token that most clients send; a UUID is one. */
const BARE = /^[A-Za-z0-9!#$%&'*+.^_`|~:/=-]+$/;

/**
 * The caller's name of this command.
 * @throws ProblemError `idempotency-key-missing` when there is none, or none that can be read.
 */
export function idempotencyKeyOf(ctx: ApiContext): string {
  const header = ctx.get('idempotency-key').trim();
  const key = parseIdempotencyKey(header);
  if (key !== null) return key;
  const got = header === '' ? 'none' : 'another form';
  const detail = `Expected Idempotency-Key: "…" of 1 to ${MAX_CHARACTERS} characters, got ${got}`;
  throw new ProblemError({ slug: 'idempotency-key-missing', detail });
}

/**
 * The key in the header's value, or null where it holds none.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function parseIdempotencyKey(header: string): string | null {
  const quoted = QUOTED.exec(header)?.[1]?.replaceAll(/\\(["\\])/g, '$1');
  const key = quoted ?? (BARE.test(header) ? header : '');
  return key.length >= 1 && key.length <= MAX_CHARACTERS ? key : null;
}
