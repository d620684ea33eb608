import type { Place } from './mesh-analysis.ts';
import type { TriangleSoup } from './triangle-soup.ts';

/** The size of a mesh, of its faces with finite corners only; lengths in mm. */
export interface MeshMeasures {
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly boundingBoxMm: Place;
  readonly centre: Place;
  /** For each triangle what it is. */
  readonly kinds: Uint8Array;
}

/** What a triangle can be by itself: with an area, without one, or not made of numbers. */
export const TRIANGLE_KIND = { whole: 0, flat: 1, nonFinite: 2 } as const;

/**
 * Measures a mesh.
 *
 * The volume is the sum of the signed prisms between each face and the plane x = 0 (the divergence
 * theorem for the field (x, 0, 0)). Doubles leave an error under 1e-7 mm³ even for a ring that lies
 * a kilometre away from it.
 *
 * @see Eberly, "Polyhedral Mass Properties (Revisited)", https://www.geometrictools.com/Documentation/PolyhedralMassProperties.pdf
 */
export function measureMesh(soup: TriangleSoup): MeshMeasures {
  const kinds = new Uint8Array(soup.triangles);
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  let sixVolumes = 0;
  let twoAreas = 0;
  for (let triangle = 0; triangle < soup.triangles; triangle++) {
    const corners = soup.corners.subarray(triangle * 9, triangle * 9 + 9);
    if (!corners.every(Number.isFinite)) {
      kinds[triangle] = TRIANGLE_KIND.nonFinite;
      continue;
    }
    corners.forEach((value, i) => {
      low[i % 3] = Math.min(low[i % 3] ?? value, value);
      high[i % 3] = Math.max(high[i % 3] ?? value, value);
    });
    const [area, volume] = measureTriangle(corners);
    if (area === 0) kinds[triangle] = TRIANGLE_KIND.flat;
    twoAreas += area;
    sixVolumes += volume;
  }
  return {
    volumeMm3: sixVolumes / 6,
    areaMm2: twoAreas / 2,
    boundingBoxMm: placeOf(low, high, (from, to) => to - from),
    centre: placeOf(low, high, (from, to) => (from + to) / 2),
    kinds,
  };
}

/** Twice the area and six times the signed volume between the triangle and the plane x = 0. */
function measureTriangle(corners: Float32Array): readonly [number, number] {
  const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, cx = 0, cy = 0, cz = 0] = corners;
  const nx = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
  const ny = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
  const nz = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  return [Math.sqrt(nx * nx + ny * ny + nz * nz), nx * (ax + bx + cx)];
}

function placeOf(
  low: readonly number[],
  high: readonly number[],
  combine: (low: number, high: number) => number,
): Place {
  const [x = 0, y = 0, z = 0] = low.map((from, axis) => {
    const value = combine(from, high[axis] ?? from);
    // A mesh without one finite face has no bounds.
    return Number.isFinite(value) ? value : 0;
  });
  return { x, y, z };
}
