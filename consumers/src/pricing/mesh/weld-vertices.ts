import { mixBits, tableSize } from './hash-table.ts';
import type { TriangleSoup } from './triangle-soup.ts';

/** Triangles that know which corners they have in common. */
export interface WeldedMesh {
  /** Three vertex numbers (0…vertices − 1) per triangle. */
  readonly vertexOf: Uint32Array;
  readonly vertices: number;
  /** For each vertex the first corner (index into corners, in threes) that lies there. */
  readonly firstCorner: Uint32Array;
}

const EMPTY = 0;

/**
 * Gives corners at exactly the same place the same number.
 *
 * Exact, without a tolerance: exporters write a shared corner with the same bits each time, and a
 * tolerance would close gaps that the printer would not. Open addressing over typed arrays, since
 * a Map of two million triangles takes gigabytes.
 */
export function weldVertices(soup: TriangleSoup): WeldedMesh {
  const cornerCount = soup.triangles * 3;
  // −0 and +0 are the same place with different bits.
  const places = soup.corners.map((coordinate) => coordinate + 0);
  const bits = new Int32Array(places.buffer, places.byteOffset, places.length);
  const mask = tableSize(cornerCount) - 1;
  const table = new Uint32Array(mask + 1);
  const vertexOf = new Uint32Array(cornerCount);
  const firstCorner = new Uint32Array(cornerCount);
  let vertices = 0;
  for (let corner = 0; corner < cornerCount; corner++) {
    let slot = hashAt(bits, corner * 3) & mask;
    let entry = table[slot] ?? EMPTY;
    while (entry !== EMPTY && !isSamePlace(bits, (firstCorner[entry - 1] ?? 0) * 3, corner * 3)) {
      slot = (slot + 1) & mask;
      entry = table[slot] ?? EMPTY;
    }
    if (entry === EMPTY) {
      firstCorner[vertices] = corner;
      vertices += 1;
      entry = vertices;
      table[slot] = entry;
    }
    vertexOf[corner] = entry - 1;
  }
  return { vertexOf, vertices, firstCorner: firstCorner.subarray(0, vertices) };
}

function hashAt(bits: Int32Array, at: number): number {
  const x = mixBits(bits[at] ?? 0);
  const y = mixBits((bits[at + 1] ?? 0) ^ x);
  return mixBits((bits[at + 2] ?? 0) ^ y);
}

function isSamePlace(bits: Int32Array, a: number, b: number): boolean {
  return bits[a] === bits[b] && bits[a + 1] === bits[b + 1] && bits[a + 2] === bits[b + 2];
}
