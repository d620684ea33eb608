import { BufferAttribute, BufferGeometry, Matrix4 } from 'three';
import { CENTER, MeshBVH } from 'three-mesh-bvh';
import type { Place } from './mesh-analysis.ts';

const IDENTITY = new Matrix4();
/** More faces in a leaf than the library's ten: building takes most of the time, not asking. */
const FACES_PER_LEAF = 24;

/**
 * A tree of boxes around faces, for rays and crossings.
 *
 * @param indices vertex numbers, three per face; they stay as they are
 */
export function createFaceTree(positions: Float32Array, indices: Uint32Array): MeshBVH {
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setIndex(new BufferAttribute(indices, 1));
  return new MeshBVH(geometry, {
    strategy: CENTER,
    targetLeafSize: FACES_PER_LEAF,
    // Sorts numbers of faces of its own instead of `indices`.
    indirect: true,
    setBoundingBox: false,
  });
}

/**
 * A place where faces of two trees meet, or null where none do.
 *
 * @param isEnough asked for each pair of faces; ends the search with null when it says so
 */
export function findCrossing(one: MeshBVH, other: MeshBVH, isEnough: () => boolean): Place | null {
  let place: Place | null = null;
  one.bvhcast(other, IDENTITY, {
    intersectsTriangles: (a, b) => {
      if (isEnough()) return true;
      if (!a.intersectsTriangle(b)) return false;
      const { x, y, z } = a.a;
      place = { x, y, z };
      return true;
    },
  });
  return place;
}
