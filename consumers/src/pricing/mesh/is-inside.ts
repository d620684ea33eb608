import { DoubleSide, Ray, Vector3 } from 'three';
import type { MeshBVH } from 'three-mesh-bvh';
import type { Place } from './mesh-analysis.ts';
import { floatAt, numberAt } from './typed-access.ts';

/** Directions along which no model has its edges. */
const DIRECTIONS = [
  new Vector3(0.6123724, 0.2871393, 0.7365671).normalize(),
  new Vector3(-0.3318231, 0.8846237, -0.3276549).normalize(),
];

/** A closed shell: its faces and the tree of them. */
export interface ClosedShell {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  readonly tree: MeshBVH;
}

/** Whether a place that is not on a closed shell is enclosed by it, however the shell is turned. */
export function isInside(place: Place, shell: ClosedShell): boolean {
  const [first, second] = DIRECTIONS.map((direction) => crossings(place, shell.tree, direction));
  if (first !== undefined && first === second) return first !== 0;
  // A ray that hits an edge counts both faces or neither: then it is added up what is seen of the shell.
  return Math.abs(turnsAround(place, shell)) > 0.5;
}

/** Ways out of the shell less ways into it, along a ray. */
function crossings({ x, y, z }: Place, tree: MeshBVH, direction: Vector3): number {
  const hits = tree.raycast(new Ray(new Vector3(x, y, z), direction), DoubleSide);
  let out = 0;
  for (const { face } of hits) {
    if (face) out += Math.sign(face.normal.dot(direction));
  }
  return out;
}

/**
 * How often the shell is wound around a place: the solid angle of all its faces, in full turns.
 *
 * @see Van Oosterom, Strackee, "The Solid Angle of a Plane Triangle", IEEE Trans. Biomed. Eng. 1983
 */
function turnsAround(place: Place, { positions, indices }: ClosedShell): number {
  const a = new Vector3();
  const b = new Vector3();
  const c = new Vector3();
  const cross = new Vector3();
  let angle = 0;
  const seen = (corner: Vector3, index: number): number => {
    const at = numberAt(indices, index) * 3;
    const [x, y, z] = [at, at + 1, at + 2].map((i) => floatAt(positions, i));
    corner.set((x ?? 0) - place.x, (y ?? 0) - place.y, (z ?? 0) - place.z);
    return corner.length();
  };
  for (let at = 0; at < indices.length; at += 3) {
    const [la, lb, lc] = [seen(a, at), seen(b, at + 1), seen(c, at + 2)];
    const spanned = a.dot(cross.crossVectors(b, c));
    const facing = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
    angle += 2 * Math.atan2(spanned, facing);
  }
  return angle / (4 * Math.PI);
}
