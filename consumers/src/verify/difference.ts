import { isDeepStrictEqual } from 'node:util';
import type { Versioned } from '@karat/projections';
import { withoutPersonal } from '../erasure/left-personal.ts';

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

/** The names of the fields that two documents differ in. */
export function differingFields(expected: Versioned, stored: Versioned): readonly string[] {
  const [before, after] = [fieldsOf(expected), fieldsOf(stored)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((field) => {
    return !isDeepStrictEqual(before.get(field), after.get(field));
  });
}

/** That personal data differs is told, not how. */
function fieldsThatDiffer(expected: Versioned, stored: Versioned): readonly string[] {
  const [before, after] = [fieldsOf(expected), fieldsOf(stored)];
  return differingFields(expected, stored).map((field) => {
    const [wanted, got] = [before, after].map((fields) => shown(field, fields.get(field)));
    if (wanted === got) return `${field}: differs`;
    return `${field}: expected ${String(wanted)}, got ${String(got)}`;
  });
}

function fieldsOf(view: Versioned): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(view));
}

function shown(field: string, value: unknown): string {
  const blanked: ReadonlyMap<string, unknown> = new Map(
    Object.entries(withoutPersonal({ [field]: value })),
  );
  const left = blanked.get(field);
  return left === undefined ? 'nothing' : JSON.stringify(left);
}
