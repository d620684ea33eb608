import { isMirroring, type Transform } from './transform.ts';

/** Triangles of a part, wherever their numbers lie. */
export interface TriangleSource {
  readonly triangles: number;
  /** The vertex (0…) at corner 0, 1 or 2 of a triangle. */
  readonly vertexOf: (triangle: number, corner: number) => number;
  /** A coordinate of a vertex: axis 0 is x, 1 is y, 2 is z. */
  readonly coordinateOf: (vertex: number, axis: number) => number;
}

/** Where {@link placeTriangles} puts the triangles of a part. */
export interface Placement {
  readonly transform: Transform;
  readonly corners: Float32Array;
  /** How many triangles stand in `corners` already. */
  readonly after: number;
}

const AS_IS = [0, 1, 2] as const;
const TURNED = [0, 2, 1] as const;

/**
 * Writes the triangles of a part at their place in the whole.
 *
 * A mirrored part has its faces turned, so that they look outward again: both formats ask for it.
 *
 * @see https://github.com/3MFConsortium/spec_core (4.1: a transform must not change the sign of the volume)
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#instantiation
 */
export function placeTriangles(source: TriangleSource, placement: Placement): void {
  const { transform, corners, after } = placement;
  const [a, b, c, d, e, f, g, h, i, dx, dy, dz] = transform;
  const order = isMirroring(transform) ? TURNED : AS_IS;
  let to = after * 9;
  for (let triangle = 0; triangle < source.triangles; triangle++) {
    for (const corner of order) {
      const vertex = source.vertexOf(triangle, corner);
      const x = source.coordinateOf(vertex, 0);
      const y = source.coordinateOf(vertex, 1);
      const z = source.coordinateOf(vertex, 2);
      corners[to] = x * a + y * d + z * g + dx;
      corners[to + 1] = x * b + y * e + z * h + dy;
      corners[to + 2] = x * c + y * f + z * i + dz;
      to += 3;
    }
  }
}
