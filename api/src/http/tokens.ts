import { createHash, timingSafeEqual } from 'node:crypto';
import { isRole, type Actor } from '@karat/schemas';

/** A bearer token as it is known here: its hash, and whose it is. */
export interface TokenEntry {
  /** SHA-256 of the token. */
  readonly sha256: Buffer;
  readonly actor: Actor;
}

/** The tokens that an API accepts. */
export type TokenTable = readonly TokenEntry[];

/** Reads `[{sha256, role, id}]`; null when it is anything else. */
export function parseTokenTable(value: unknown): TokenTable | null {
  if (!Array.isArray(value)) return null;
  const entries = value.map(parseEntry);
  return entries.every((entry) => entry !== null) ? entries : null;
}

/**
 * Whose token it is, or null. Every entry is compared, in constant time, so that the time of the
 * answer tells nothing about how near a guess was.
 */
export function actorOfToken(table: TokenTable, token: string): Actor | null {
  const presented = createHash('sha256').update(token).digest();
  let found: Actor | null = null;
  for (const { sha256, actor } of table) {
    if (timingSafeEqual(sha256, presented)) found = actor;
  }
  return found;
}

function parseEntry(value: unknown): TokenEntry | null {
  if (typeof value !== 'object' || value === null) return null;
  const { sha256, role, id } = value as Partial<Record<string, unknown>>;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/i.test(sha256)) return null;
  if (typeof role !== 'string' || !isRole(role)) return null;
  if (typeof id !== 'string' || id === '') return null;
  return { sha256: Buffer.from(sha256, 'hex'), actor: { role, id } };
}
