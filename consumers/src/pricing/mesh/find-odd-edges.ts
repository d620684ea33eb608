import { numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** An edge that is not run along exactly once in each direction. */
export interface OddEdge {
  /** The vertices at its ends, the smaller number first. */
  readonly low: number;
  readonly high: number;
  /** Faces that run along it from low to high. */
  readonly forward: number;
  /** Faces that run along it from high to low. */
  readonly backward: number;
}

/** A vertex with more edges than this has them sorted by the library: insertion would be quadratic. */
const INSERTED_AT_MOST = 32;

/** The edges of a mesh, those that begin at the same (smaller) vertex beside each other. */
interface EdgeList {
  /** Where the edges of a vertex begin; one more entry than there are vertices. */
  readonly startOf: Uint32Array;
  /** Twice the larger vertex, plus one for an edge that a face runs along from large to small. */
  readonly ends: Uint32Array;
}

/**
 * Finds the edges that make a surface open, branching or inconsistent.
 *
 * In a closed, consistently turned surface each edge is run along once in each direction: so that
 * is all that has to be counted. Edges are sorted by their vertex in one pass of counting, which
 * reads memory in order and takes a third of that of a hash table.
 */
export function findOddEdges(mesh: WeldedMesh, visit: (edge: OddEdge) => void): void {
  const { startOf, ends } = listEdges(mesh);
  for (let low = 0; low < mesh.vertices; low++) {
    const from = numberAt(startOf, low);
    const to = numberAt(startOf, low + 1);
    sortRange(ends, from, to);
    for (let at = from; at < to;) {
      const high = numberAt(ends, at) >>> 1;
      let backward = 0;
      let next = at;
      for (; next < to && numberAt(ends, next) >>> 1 === high; next++) {
        backward += numberAt(ends, next) & 1;
      }
      const forward = next - at - backward;
      if (forward !== 1 || backward !== 1) visit({ low, high, forward, backward });
      at = next;
    }
  }
}

function listEdges({ vertexOf, vertices, kept }: WeldedMesh): EdgeList {
  const startOf = new Uint32Array(vertices + 1);
  let edges = 0;
  for (let triangle = 0, at = 0; triangle < kept.length; triangle++, at += 3) {
    if (kept[triangle] === 0) continue;
    const a = numberAt(vertexOf, at);
    const b = numberAt(vertexOf, at + 1);
    const c = numberAt(vertexOf, at + 2);
    countAt(startOf, Math.min(a, b));
    countAt(startOf, Math.min(b, c));
    countAt(startOf, Math.min(c, a));
    edges += 3;
  }
  // Each entry becomes the end of its vertex's edges; filling them in backwards makes it their start.
  for (let vertex = 0, sum = 0; vertex <= vertices; vertex++) {
    sum += numberAt(startOf, vertex);
    startOf[vertex] = sum;
  }
  const ends = new Uint32Array(edges);
  for (let triangle = 0, at = 0; triangle < kept.length; triangle++, at += 3) {
    if (kept[triangle] === 0) continue;
    const a = numberAt(vertexOf, at);
    const b = numberAt(vertexOf, at + 1);
    const c = numberAt(vertexOf, at + 2);
    put({ startOf, ends }, a, b);
    put({ startOf, ends }, b, c);
    put({ startOf, ends }, c, a);
  }
  return { startOf, ends };
}

function countAt(counts: Uint32Array, index: number): void {
  counts[index] = numberAt(counts, index) + 1;
}

function put({ startOf, ends }: EdgeList, from: number, to: number): void {
  const low = Math.min(from, to);
  const at = numberAt(startOf, low) - 1;
  startOf[low] = at;
  ends[at] = Math.max(from, to) * 2 + (from > to ? 1 : 0);
}

function sortRange(values: Uint32Array, from: number, to: number): void {
  if (to - from > INSERTED_AT_MOST) {
    values.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i++) {
    const value = numberAt(values, i);
    let at = i;
    for (; at > from && numberAt(values, at - 1) > value; at--) {
      values[at] = numberAt(values, at - 1);
    }
    values[at] = value;
  }
}
