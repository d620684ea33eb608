import { MESH_LIMITS } from './mesh-limits.ts';

/** An object of JSON whose fields nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Takes typed fields out of unknown JSON; where a field is not as it has to be, notes it and gives
 * something harmless, so that one look at `problem` at the end is enough.
 */
export interface JsonDoor {
  /** What was wrong first; null when all was right. */
  readonly problem: () => string | null;
  readonly object: (value: unknown, name: string) => JsonObject;
  /** A list of objects, empty where the field is absent. */
  readonly objects: (from: JsonObject, key: string) => readonly JsonObject[];
  /** A list of whole numbers, empty where the field is absent. */
  readonly integers: (from: JsonObject, key: string) => readonly number[];
  /** A list of so many finite numbers; null where the field is absent. */
  readonly numbers: (from: JsonObject, key: string, length: number) => readonly number[] | null;
  /** A whole number from 0; `absent` where the field is. */
  readonly integer: <T>(from: JsonObject, key: string, absent: T) => number | T;
}

/** Opens a door for one document. */
export function createJsonDoor(): JsonDoor {
  let problem: string | null = null;
  let taken = 0;

  function note(expected: string, name: string): void {
    problem ??= `Expected ${expected} as "${name}"`;
  }

  function object(value: unknown, name: string): JsonObject {
    if (isObject(value)) return value;
    note('an object', name);
    return {};
  }

  function list(from: JsonObject, key: string): readonly unknown[] {
    const value = from[key] ?? [];
    if (!Array.isArray(value)) note('a list', key);
    else {
      taken += value.length;
      if (taken <= MESH_LIMITS.maxObjects) return value;
      note(`at most ${MESH_LIMITS.maxObjects} elements up to there`, key);
    }
    return [];
  }

  function integers(from: JsonObject, key: string): readonly number[] {
    const values = list(from, key);
    if (values.every(isIndex)) return values;
    note('a list of whole numbers', key);
    return [];
  }

  function numbers(from: JsonObject, key: string, length: number): readonly number[] | null {
    if (from[key] === undefined) return null;
    const values = list(from, key);
    if (values.length === length && values.every(isFiniteNumber)) return values;
    note(`${length} numbers`, key);
    return null;
  }

  function integer<T>(from: JsonObject, key: string, absent: T): number | T {
    const value = from[key];
    if (value === undefined) return absent;
    if (isIndex(value)) return value;
    note('a whole number', key);
    return 0;
  }

  return {
    problem: () => problem,
    object,
    objects: (from, key) => list(from, key).map((value) => object(value, key)),
    integers,
    numbers,
    integer,
  };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
