import { writeBinaryStl, type Point, type Triangle } from '@karat/infra/models';

/** The 12 triangles of a box with one corner at `from`. */
export function boxTriangles(size: Point, from: Point = [0, 0, 0]): readonly Triangle[] {
  const at = (corner: number): Point => [
    from[0] + (corner & 1 ? size[0] : 0),
    from[1] + (corner & 2 ? size[1] : 0),
    from[2] + (corner & 4 ? size[2] : 0),
  ];
  const sides = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const;
  return sides.flatMap(([a, b, c, d]): readonly Triangle[] => [
    [at(a), at(b), at(c)],
    [at(a), at(c), at(d)],
  ]);
}

/** A binary STL of a box. */
export function boxStl(size: Point): Buffer {
  return writeBinaryStl('box', boxTriangles(size));
}

/** Triangles as an ASCII STL of one solid. */
export function asciiStl(triangles: readonly Triangle[], name = 'box'): string {
  const facets = triangles.map(
    (triangle) =>
      `  facet normal 0 0 0\n    outer loop\n${triangle
        .map((point) => `      vertex ${point.join(' ')}\n`)
        .join('')}    endloop\n  endfacet\n`,
  );
  return `solid ${name}\n${facets.join('')}endsolid ${name}\n`;
}

/** The same triangle, seen from the other side. */
export function turned([a, b, c]: Triangle): Triangle {
  return [a, c, b];
}

/** The 4 triangles of a corner cut off a cube: volume size³ / 6. */
export function tetrahedronTriangles(size: number, from: Point = [0, 0, 0]): readonly Triangle[] {
  const [x, y, z] = from;
  const o: Point = [x, y, z];
  const a: Point = [x + size, y, z];
  const b: Point = [x, y + size, z];
  const c: Point = [x, y, z + size];
  return [
    [o, b, a],
    [o, a, c],
    [o, c, b],
    [a, b, c],
  ];
}
