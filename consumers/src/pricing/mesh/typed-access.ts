/*
 * Reading out of a typed array where the index is known to lie inside.
 *
 * One function per kind of array, and not one for all: each stays fast only while it meets a single
 * kind, and a loop over millions of faces has to stay fast.
 */

/** A coordinate. */
export function floatAt(values: Float32Array, index: number): number {
  return values[index] ?? 0;
}

/** A sum in double precision. */
export function doubleAt(values: Float64Array, index: number): number {
  return values[index] ?? 0;
}

/** A number of a vertex, a face, or a shell. */
export function numberAt(values: Uint32Array, index: number): number {
  return values[index] ?? 0;
}

/** What a face is. */
export function kindAt(values: Uint8Array, index: number): number {
  return values[index] ?? 0;
}
