import type { Place } from './mesh-analysis.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { floatAt, kindAt } from './typed-access.ts';

/** The size of a mesh, of its faces with finite corners only; lengths in mm. */
export interface MeshMeasures {
  /**
   * Signed volume between the faces and a plane through the mesh. Of a mesh that is open or turned
   * both ways it depends on the plane: add `offPlaneMm3` for the one that such meshes are told by.
   */
  readonly volumeMm3: number;
  /** What the volume is larger by when it is taken up to the plane x = 0; of a closed mesh nothing. */
  readonly offPlaneMm3: number;
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
 * The volume is the sum of the signed prisms between each face and a plane x = constant (the
 * divergence theorem for the field (x, 0, 0)). The plane lies in the mesh, so that a ring a
 * kilometre away from the origin is measured like one beside it.
 *
 * @see Eberly, "Polyhedral Mass Properties (Revisited)", https://www.geometrictools.com/Documentation/PolyhedralMassProperties.pdf
 */
export function measureMesh({ corners, triangles }: TriangleSoup): MeshMeasures {
  const kinds = new Uint8Array(triangles);
  markNonFinite(corners, kinds);
  const x = spanOf(corners, kinds, 0);
  const y = spanOf(corners, kinds, 1);
  const z = spanOf(corners, kinds, 2);
  const planeX = (x.low + x.high) / 2;
  const sums = sumFaces(corners, kinds, planeX);
  return {
    volumeMm3: sums.sixVolumes / 6,
    offPlaneMm3: (planeX * sums.twoFacings) / 2,
    areaMm2: sums.twoAreas / 2,
    boundingBoxMm: { x: x.high - x.low, y: y.high - y.low, z: z.high - z.low },
    centre: { x: planeX, y: (y.low + y.high) / 2, z: (z.low + z.high) / 2 },
    kinds,
  };
}

/** Marks the faces that are not made of numbers. */
function markNonFinite(corners: Float32Array, kinds: Uint8Array): void {
  for (let triangle = 0, at = 0; triangle < kinds.length; triangle++) {
    let sum = 0;
    // An infinite one stays infinite or becomes no number; finite ones of 32 bits cannot overflow.
    for (const end = at + 9; at < end; at++) sum += floatAt(corners, at);
    if (!Number.isFinite(sum)) kinds[triangle] = TRIANGLE_KIND.nonFinite;
  }
}

/** The extent along one axis (0…2). */
function spanOf(
  corners: Float32Array,
  kinds: Uint8Array,
  axis: number,
): { readonly low: number; readonly high: number } {
  let low = Infinity;
  let high = -Infinity;
  for (let triangle = 0, at = axis; triangle < kinds.length; triangle++, at += 9) {
    if (kindAt(kinds, triangle) === TRIANGLE_KIND.nonFinite) continue;
    const a = floatAt(corners, at);
    const b = floatAt(corners, at + 3);
    const c = floatAt(corners, at + 6);
    low = Math.min(low, a, b, c);
    high = Math.max(high, a, b, c);
  }
  // A mesh without one finite face has no extent.
  return low > high ? { low: 0, high: 0 } : { low, high };
}

interface FaceSums {
  readonly sixVolumes: number;
  readonly twoAreas: number;
  /** Twice the area of all faces seen along x, signed: 0 for a closed mesh. */
  readonly twoFacings: number;
}

/** Adds up the faces, and finds those without an area. */
function sumFaces(corners: Float32Array, kinds: Uint8Array, planeX: number): FaceSums {
  let sixVolumes = 0;
  let twoAreas = 0;
  let twoFacings = 0;
  for (let triangle = 0, at = 0; triangle < kinds.length; triangle++, at += 9) {
    if (kindAt(kinds, triangle) === TRIANGLE_KIND.nonFinite) continue;
    const ax = floatAt(corners, at);
    const ay = floatAt(corners, at + 1);
    const az = floatAt(corners, at + 2);
    const ux = floatAt(corners, at + 3) - ax;
    const uy = floatAt(corners, at + 4) - ay;
    const uz = floatAt(corners, at + 5) - az;
    const vx = floatAt(corners, at + 6) - ax;
    const vy = floatAt(corners, at + 7) - ay;
    const vz = floatAt(corners, at + 8) - az;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const area = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (area === 0) kinds[triangle] = TRIANGLE_KIND.flat;
    twoAreas += area;
    twoFacings += nx;
    sixVolumes += nx * (3 * (ax - planeX) + ux + vx);
  }
  return { sixVolumes, twoAreas, twoFacings };
}
