import { isDeepStrictEqual } from 'node:util';
import type { Versioned } from '@karat/projections';
import { fieldDifferences } from './field-differences.ts';

/** A stored view that is not what its events say. */
export interface Difference {
  readonly key: string;
  /** `missing`: not stored; `extra`: stored without events; `misplaced`: found under a wrong key. */
  readonly kind: 'missing' | 'extra' | 'different' | 'misplaced';
  /** What differs, in words; never personal data. */
  readonly details: readonly string[];
  /** Whether it was put right, or would be; `overtaken` by a projector. Absent where nobody tried. */
  readonly repair?: 'done' | 'overtaken' | 'would';
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

/** The names of the fields that two documents differ in. */
export function differingFields(expected: Versioned, stored: Versioned): readonly string[] {
  const names = fieldDifferences(expected, stored).map(({ path }) => path.split('.')[0] ?? '');
  return [...new Set(names)];
}

/** Fields of one document that are told; there are as many others as the last line says. */
const MAX_FIELDS = 20;

function fieldsThatDiffer(expected: Versioned, stored: Versioned): readonly string[] {
  const fields = fieldDifferences(expected, stored);
  const told = fields.slice(0, MAX_FIELDS).map(({ path, expected: wanted, got }) => {
    return wanted === got ? `${path}: differs` : `${path}: expected ${wanted}, got ${got}`;
  });
  const more = fields.length - told.length;
  return more > 0 ? [...told, `and ${String(more)} more fields`] : told;
}
