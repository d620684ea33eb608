import { numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** The groups of faces that share no vertex with each other. */
export interface Shells {
  readonly count: number;
  /** For each vertex of a kept face the number (0…count − 1) of its shell. */
  readonly shellOf: Uint32Array;
}

const NONE = 0xffffffff;

/** Finds the shells of a mesh; they are numbered in the order of their first vertices. */
export function findShells({ vertexOf, vertices, kept }: WeldedMesh): Shells {
  const parent = new Uint32Array(vertices).fill(NONE);
  for (let triangle = 0, at = 0; triangle < kept.length; triangle++, at += 3) {
    if (kept[triangle] === 0) continue;
    const root = join(parent, numberAt(vertexOf, at), numberAt(vertexOf, at + 1));
    join(parent, root, numberAt(vertexOf, at + 2));
  }
  return number(parent);
}

/** Turns the roots into numbers, in place: a root is the smallest vertex of its shell. */
function number(parent: Uint32Array): Shells {
  let count = 0;
  for (let vertex = 0; vertex < parent.length; vertex++) {
    const above = numberAt(parent, vertex);
    if (above === NONE) continue;
    // What lies above a vertex has a smaller number, so it has been turned already.
    parent[vertex] = above === vertex ? count++ : numberAt(parent, above);
  }
  return { count, shellOf: parent };
}

function join(parent: Uint32Array, a: number, b: number): number {
  const rootA = rootOf(parent, a);
  const rootB = rootOf(parent, b);
  if (rootA === rootB) return rootA;
  const low = Math.min(rootA, rootB);
  parent[Math.max(rootA, rootB)] = low;
  return low;
}

function rootOf(parent: Uint32Array, vertex: number): number {
  let at = vertex;
  for (let above = numberAt(parent, at); above !== at; above = numberAt(parent, at)) {
    if (above === NONE) {
      parent[at] = at;
      return at;
    }
    // Halving the path on the way up keeps the trees flat without recursion.
    const next = numberAt(parent, above);
    parent[at] = next;
    at = next;
  }
  return at;
}
