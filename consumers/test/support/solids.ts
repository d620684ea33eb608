import loadManifold, { type Manifold, type ManifoldToplevel } from 'manifold-3d';
import { writeBinaryStl, type Point, type Triangle } from '@karat/infra/models';
import { analyseFile } from '../../src/pricing/mesh/analyse-file.ts';
import type { MeshAnalysis } from '../../src/pricing/mesh/mesh-analysis.ts';

/** The library that meshes are compared with. */
export async function openManifold(): Promise<ManifoldToplevel> {
  const library = await loadManifold();
  library.setup();
  return library;
}

/** The faces of a solid in the precision that a file has. */
export function trianglesOf(solid: Manifold): readonly Triangle[] {
  const { triVerts, vertProperties, numProp } = solid.getMesh();
  const pointAt = (index: number): Point => {
    const at = (triVerts[index] ?? 0) * numProp;
    return [vertProperties[at] ?? 0, vertProperties[at + 1] ?? 0, vertProperties[at + 2] ?? 0];
  };
  return Array.from({ length: triVerts.length / 3 }, (_, triangle): Triangle => {
    return [pointAt(triangle * 3), pointAt(triangle * 3 + 1), pointAt(triangle * 3 + 2)];
  });
}

/** The analysis of triangles as a worker thread makes it. */
export async function analyseTriangles(triangles: readonly Triangle[]): Promise<MeshAnalysis> {
  const outcome = await analyseFile(writeBinaryStl('test', triangles));
  if (!outcome.ok) throw new TypeError(`Expected a mesh, got ${outcome.refusal.detail}`);
  return outcome.value;
}
