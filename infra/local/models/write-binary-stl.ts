import type { Triangle } from './grid-mesh.ts';

const HEADER_BYTES = 80;
const FACET_BYTES = 50;

/**
 * Writes triangles (mm) as a binary STL.
 *
 * @param name ASCII, up to 80 characters; it must not begin with "solid", which readers take for text
 * @see https://en.wikipedia.org/wiki/STL_(file_format)#Binary
 */
export function writeBinaryStl(name: string, triangles: readonly Triangle[]): Buffer {
  const file = Buffer.alloc(HEADER_BYTES + 4 + FACET_BYTES * triangles.length);
  file.write(name.slice(0, HEADER_BYTES), 'latin1');
  file.writeUInt32LE(triangles.length, HEADER_BYTES);
  triangles.forEach((triangle, i) => {
    const values = [...normalOf(triangle), ...triangle.flat()];
    const start = HEADER_BYTES + 4 + FACET_BYTES * i;
    values.forEach((value, at) => file.writeFloatLE(value, start + 4 * at));
  });
  return file;
}

function normalOf([a, b, c]: Triangle): readonly number[] {
  const [ux, uy, uz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [vx, vy, vz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal);
  return normal.map((value) => (length === 0 ? 0 : value / length));
}
