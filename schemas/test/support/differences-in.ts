import { isDeepStrictEqual } from 'node:util';

/**
 * Where a value does not say what an older version of it said; fields that are new do not count.
 * Lists must be as long as they were.
 */
export function differencesIn(older: unknown, newer: unknown, path = ''): readonly string[] {
  if (!isStructure(older)) {
    return isDeepStrictEqual(older, newer)
      ? []
      : [`${path}: expected ${String(older)}, got ${String(newer)}`];
  }
  if (!isStructure(newer)) return [`${path}: expected fields, got ${String(newer)}`];
  if (Array.isArray(older) && Object.keys(older).length !== Object.keys(newer).length) {
    return [`${path}: expected ${String(older.length)} elements, got another number`];
  }
  return Object.entries(older).flatMap(([key, value]) =>
    differencesIn(value, newer[key], `${path}/${key}`),
  );
}

function isStructure(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
}
