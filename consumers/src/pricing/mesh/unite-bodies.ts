import type { ManifoldToplevel } from 'manifold-3d';
import { ANALYSIS_LIMITS } from './analysis-limits.ts';
import { facesOfShell, type MeasuredShells } from './measure-shells.ts';
import type { Body, OverlappingBodies } from './solid-volume.ts';
import { floatAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/**
 * The volumes (mm³) of the unions of bodies that overlap; null for those that cannot be united, or
 * only with more work than `ANALYSIS_LIMITS` allow.
 *
 * The library is loaded for this and forgotten afterwards: few models need it, and what a union took
 * of WebAssembly's memory is given back only with all of it.
 */
export async function uniteBodies(
  mesh: WeldedMesh,
  shells: MeasuredShells,
  overlapping: readonly OverlappingBodies[],
): Promise<readonly (number | null)[]> {
  let trianglesLeft: number = ANALYSIS_LIMITS.maxUnitedTriangles;
  const wanted = overlapping.map(({ bodies }) => {
    const triangles = bodies.reduce((sum, body) => sum + facesOf(shells, body).length / 3, 0);
    if (bodies.length === 0 || triangles > trianglesLeft) return null;
    trianglesLeft -= triangles;
    return bodies;
  });
  if (wanted.every((bodies) => bodies === null)) return wanted.map(() => null);
  const { default: load } = await import('manifold-3d');
  const library = await load();
  library.setup();
  return wanted.map(
    (bodies) =>
      bodies &&
      volumeOfUnion(
        library,
        mesh,
        bodies.map((body) => facesOf(shells, body)),
      ),
  );
}

function facesOf(shells: MeasuredShells, { outer, hollows }: Body): Uint32Array {
  const parts = [outer, ...hollows].map((shell) => facesOfShell(shells, shell));
  const faces = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    faces.set(part, at);
    at += part.length;
  }
  return faces;
}

function volumeOfUnion(
  { Manifold, Mesh }: ManifoldToplevel,
  mesh: WeldedMesh,
  bodies: readonly Uint32Array[],
): number | null {
  try {
    const solids = bodies.map((faces) => new Manifold(new Mesh(meshOf(mesh, faces))));
    const union = Manifold.union(solids);
    return union.status() === 'NoError' ? union.volume() : null;
  } catch {
    // A body that the library does not take for a solid; it is charged for itself instead.
    return null;
  }
}

/** The faces with only the vertices that they use. */
function meshOf(
  { positions }: WeldedMesh,
  faces: Uint32Array,
): { readonly numProp: 3; readonly vertProperties: Float32Array; readonly triVerts: Uint32Array } {
  const numberOf = new Map<number, number>();
  const triVerts = faces.map((vertex) => {
    const known = numberOf.get(vertex);
    if (known !== undefined) return known;
    numberOf.set(vertex, numberOf.size);
    return numberOf.size - 1;
  });
  const vertProperties = new Float32Array(numberOf.size * 3);
  for (const [vertex, number] of numberOf) {
    for (let axis = 0; axis < 3; axis++) {
      vertProperties[number * 3 + axis] = floatAt(positions, vertex * 3 + axis);
    }
  }
  return { numProp: 3, vertProperties, triVerts };
}
