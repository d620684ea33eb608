import { isDeepStrictEqual } from 'node:util';
import { isPersonalField, withoutPersonal } from '../erasure/left-personal.ts';

/** A field in which two documents differ. */
export interface FieldDifference {
  /** Names and places from the outside in, e.g. `timeline.3.status`. */
  readonly path: string;
  /** JSON, shortened; never personal data. */
  readonly expected: string;
  readonly got: string;
}

/** Characters of a value that are shown. */
const MAX_CHARACTERS = 120;
const ABSENT = 'nothing';
const PERSONAL = 'personal data';

/**
 * The innermost fields in which two documents differ, in the order of the expected one. Of personal
 * data it is told that it differs, not how.
 */
export function fieldDifferences(
  expected: unknown,
  got: unknown,
  path = '',
): readonly FieldDifference[] {
  if (isDeepStrictEqual(expected, got)) return [];
  const [wanted, found] = [partsOf(expected), partsOf(got)];
  if (wanted === null || found === null) {
    return [{ path, expected: shown(expected), got: shown(got) }];
  }
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((name) => {
    const at = path === '' ? name : `${path}.${name}`;
    const [before, after] = [wanted.get(name), found.get(name)];
    if (!isPersonalField(name)) return fieldDifferences(before, after, at);
    if (isDeepStrictEqual(before, after)) return [];
    return [{ path: at, expected: hidden(before), got: hidden(after) }];
  });
}

/** The named parts of an object or an array of the same kind as others; null for a plain value. */
function partsOf(value: unknown): ReadonlyMap<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return null;
  return new Map(Object.entries(value));
}

function shown(value: unknown): string {
  if (value === undefined) return ABSENT;
  const text = JSON.stringify(withoutPersonal(value));
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`;
}

function hidden(value: unknown): string {
  if (value === undefined) return ABSENT;
  return value === null ? 'null' : PERSONAL;
}
