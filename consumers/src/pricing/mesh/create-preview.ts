import { ANALYSIS_LIMITS } from './analysis-limits.ts';
import { numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';
import { writeGlb } from './write-glb.ts';

/** How far a face may move to make do with fewer, as a share of the size of the mesh: as far as it takes. */
const ANY_ERROR = 1;

/**
 * A GLB of a mesh to look at, of `ANALYSIS_LIMITS.previewTriangles` faces at the most.
 *
 * @see https://meshoptimizer.org/#simplification
 */
export async function createPreview(mesh: WeldedMesh): Promise<Uint8Array<ArrayBuffer>> {
  const faces = keptFaces(mesh);
  if (faces.length <= ANALYSIS_LIMITS.previewTriangles * 3) return writeGlb(mesh.positions, faces);
  const { MeshoptSimplifier: simplifier } = await import('meshoptimizer/simplifier');
  await simplifier.ready;
  const target = ANALYSIS_LIMITS.previewTriangles * 3;
  const { positions } = mesh;
  const [simple] = simplifier.simplify(faces, positions, 3, target, ANY_ERROR);
  if (simple.length <= target) return writeGlb(positions, simple);
  // A mesh in a thousand pieces cannot lose more faces without losing pieces: this one may.
  const [sloppy] = simplifier.simplifySloppy(faces, positions, 3, null, target, ANY_ERROR);
  return writeGlb(positions, sloppy);
}

function keptFaces({ vertexOf, kept }: WeldedMesh): Uint32Array {
  const faces = new Uint32Array(vertexOf.length);
  let to = 0;
  for (let at = 0; at < vertexOf.length; at += 3) {
    if (kept[at / 3] === 0) continue;
    for (let i = 0; i < 3; i++) faces[to++] = numberAt(vertexOf, at + i);
  }
  return faces.subarray(0, to);
}
