import { isDeepStrictEqual } from 'node:util';
import type { Versioned } from '@karat/projections';

/** A stored view that is not what its events say. */
export interface Difference {
  readonly key: string;
  /** `missing`: not stored; `extra`: stored without events; `misplaced`: found under a wrong key. */
  readonly kind: 'missing' | 'extra' | 'different' | 'misplaced';
  /** What differs, in words; never personal data. */
  readonly details: readonly string[];
}

/** The difference between what the events say and what is stored, or null. */
export function differenceOf(
  key: string,
  expected: Versioned | null,
  stored: Versioned | null,
): Difference | null {
  if (expected === null && stored === null) return null;
  if (stored === null) {
    return { key, kind: 'missing', details: [`version ${String(expected?.version)}`] };
  }
  if (expected === null) {
    return { key, kind: 'extra', details: [`version ${String(stored.version)}`] };
  }
  if (isDeepStrictEqual(expected, stored)) return null;
  return { key, kind: 'different', details: fieldsThatDiffer(expected, stored) };
}

/** Fields whose values are personal data: that they differ is told, not how. */
const PERSONAL_FIELDS: ReadonlySet<string> = new Set(['customer']);

function fieldsThatDiffer(expected: Versioned, stored: Versioned): readonly string[] {
  const before = new Map<string, unknown>(Object.entries(expected));
  const after = new Map<string, unknown>(Object.entries(stored));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [wanted, got] = [before.get(field), after.get(field)];
    if (isDeepStrictEqual(wanted, got)) return [];
    if (PERSONAL_FIELDS.has(field)) return [`${field}: differs`];
    return [`${field}: expected ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`];
  });
}
