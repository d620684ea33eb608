/** Counts the groups of triangles (three vertex numbers each) that share no vertex with each other. */
export function countShells(
  vertexOf: Uint32Array,
  vertices: number,
  isKept: (triangle: number) => boolean,
): number {
  const parent = new Uint32Array(vertices).map((_, vertex) => vertex);
  const isUsed = new Uint8Array(vertices);
  for (let corner = 0; corner < vertexOf.length; corner += 3) {
    if (!isKept(corner / 3)) continue;
    const a = vertexOf[corner] ?? 0;
    isUsed[a] = 1;
    join(parent, a, vertexOf[corner + 1] ?? 0);
    join(parent, a, vertexOf[corner + 2] ?? 0);
  }
  const roots = new Set<number>();
  isUsed.forEach((used, vertex) => {
    if (used === 1) roots.add(rootOf(parent, vertex));
  });
  return roots.size;
}

function join(parent: Uint32Array, a: number, b: number): void {
  parent[rootOf(parent, a)] = rootOf(parent, b);
}

function rootOf(parent: Uint32Array, vertex: number): number {
  let at = vertex;
  for (let above = parent[at] ?? at; above !== at; above = parent[at] ?? at) {
    // Halving the path on the way up keeps the trees flat without recursion.
    const next = parent[above] ?? above;
    parent[at] = next;
    at = next;
  }
  return at;
}
