import { mixBits, tableSize } from './hash-table.ts';
import { TRIANGLE_KIND } from './measure-mesh.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { floatAt, kindAt, numberAt } from './typed-access.ts';

/** Triangles that know which corners they have in common. */
export interface WeldedMesh {
  /** Three vertex numbers (0…vertices − 1) per triangle; those of a triangle not `kept` mean nothing. */
  readonly vertexOf: Uint32Array;
  readonly vertices: number;
  /** Three coordinates (mm) per vertex. */
  readonly positions: Float32Array;
  /**
   * 1 for each triangle of finite corners no two of which are one vertex. Any other has no inside
   * and no say in the edges: the neighbours of a collapsed one meet at the one edge left of it.
   */
  readonly kept: Uint8Array;
}

/** Bits of −0, which is the same place as +0. */
const MINUS_ZERO = -0x80000000;
/** A closed mesh has about half as many vertices as faces, so the table begins at that size. */
const FACES_PER_VERTEX = 2;
const FULLEST = 0.75;
/** No face. */
const NONE = -1;

/** The table of a weld in the making. */
interface Weld {
  readonly corners: Float32Array;
  readonly bits: Int32Array;
  readonly vertexOf: Uint32Array;
  /** Room for a vertex per corner; the system gives memory only to what is written. */
  readonly positions: Float32Array;
  /** A vertex number plus one; 0 where a slot is free. */
  table: Uint32Array;
  vertices: number;
}

/**
 * Gives corners at exactly the same place the same number.
 *
 * Exact, without a tolerance: exporters write a shared corner with the same bits each time, and a
 * tolerance would close gaps that the printer would not. Open addressing over typed arrays, since
 * a Map of two million triangles takes gigabytes; the table is as small as it can be, since the
 * time goes into memory that is not in the cache.
 */
export function weldVertices({ corners, triangles }: TriangleSoup, kinds: Uint8Array): WeldedMesh {
  const weld: Weld = {
    corners,
    bits: new Int32Array(corners.buffer, corners.byteOffset, corners.length),
    vertexOf: new Uint32Array(triangles * 3),
    positions: new Float32Array(triangles * 9),
    table: new Uint32Array(tableSize(triangles / FACES_PER_VERTEX)),
    vertices: 0,
  };
  const { vertexOf } = weld;
  const kept = new Uint8Array(triangles);
  let last = NONE;
  for (let triangle = 0; triangle < triangles; triangle++) {
    if (kindAt(kinds, triangle) === TRIANGLE_KIND.nonFinite) continue;
    const a = vertexAt(weld, last, triangle * 3);
    const b = vertexAt(weld, last, triangle * 3 + 1);
    const c = vertexAt(weld, last, triangle * 3 + 2);
    last = triangle;
    if (a !== b && b !== c && c !== a) kept[triangle] = 1;
    if (weld.vertices > weld.table.length * FULLEST) grow(weld);
  }
  const { vertices, positions } = weld;
  return { vertexOf, vertices, positions: positions.subarray(0, vertices * 3), kept };
}

/**
 * Numbers a corner. Most files name a face after its neighbour, so the corners of the `last` face are
 * looked at first: that is memory just read, and the table is not.
 */
function vertexAt(weld: Weld, last: number, corner: number): number {
  const vertex = last === NONE ? NONE : vertexOfLast(weld, last * 3, corner);
  return (weld.vertexOf[corner] = vertex === NONE ? vertexInTable(weld, corner * 3) : vertex);
}

function vertexOfLast({ corners, vertexOf }: Weld, last: number, corner: number): number {
  for (let other = last; other < last + 3; other++) {
    if (isSamePlace(corners, other * 3, corners, corner * 3)) return numberAt(vertexOf, other);
  }
  return NONE;
}

function vertexInTable(weld: Weld, at: number): number {
  const { corners, positions, table } = weld;
  const mask = table.length - 1;
  let slot = hashOf(weld.bits, at) & mask;
  let entry = numberAt(table, slot);
  while (entry !== 0 && !isSamePlace(positions, (entry - 1) * 3, corners, at)) {
    slot = (slot + 1) & mask;
    entry = numberAt(table, slot);
  }
  if (entry !== 0) return entry - 1;
  const vertex = weld.vertices;
  positions[vertex * 3] = floatAt(corners, at) + 0;
  positions[vertex * 3 + 1] = floatAt(corners, at + 1) + 0;
  positions[vertex * 3 + 2] = floatAt(corners, at + 2) + 0;
  weld.vertices = vertex + 1;
  table[slot] = vertex + 1;
  return vertex;
}

/** Doubles the table; the positions are hashed as they were, only −0 is +0 there already. */
function grow(weld: Weld): void {
  const table = new Uint32Array(weld.table.length * 2);
  const mask = table.length - 1;
  const bits = new Int32Array(weld.positions.buffer);
  for (let vertex = 0; vertex < weld.vertices; vertex++) {
    let slot = hashOf(bits, vertex * 3) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = vertex + 1;
  }
  weld.table = table;
}

function hashOf(bits: Int32Array, at: number): number {
  const x = mixBits(bitsAt(bits, at));
  const y = mixBits(bitsAt(bits, at + 1) ^ x);
  return mixBits(bitsAt(bits, at + 2) ^ y);
}

function bitsAt(bits: Int32Array, at: number): number {
  const value = bits[at] ?? 0;
  return value === MINUS_ZERO ? 0 : value;
}

// eslint-disable-next-line max-params -- an object per corner would be three million of them
function isSamePlace(a: Float32Array, atA: number, b: Float32Array, atB: number): boolean {
  return a[atA] === b[atB] && a[atA + 1] === b[atB + 1] && a[atA + 2] === b[atB + 2];
}
