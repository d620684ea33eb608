import { SMALLEST_VOLUME_MM3 } from './analysis-limits.ts';
import { createDefectTally, type DefectTally } from './defect-tally.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findOddEdges } from './find-odd-edges.ts';
import { findShells, type Shells } from './find-shells.ts';
import { measureMesh, TRIANGLE_KIND, type MeshMeasures } from './measure-mesh.ts';
import { measureShells, placeOfVertex, type MeasuredShells } from './measure-shells.ts';
import type { Place, WallThickness } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import { sampleWalls, type WallSamples } from './sample-walls.ts';
import { solidVolume, type SolidVolume } from './solid-volume.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { floatAt, numberAt } from './typed-access.ts';
import { weldVertices, type WeldedMesh } from './weld-vertices.ts';

/** What was found out of a mesh, before bodies that overlap are united. */
export interface MeshInspection {
  readonly mesh: WeldedMesh;
  readonly measures: MeshMeasures;
  readonly surface: Surface;
  readonly shells: number;
  /** The shells and what of them is metal; null where one shell, or no closed one, is all there is. */
  readonly solid: { readonly shells: MeasuredShells; readonly volume: SolidVolume } | null;
  readonly minWallMm: WallThickness | null;
  readonly tally: DefectTally;
}

/** Whether a surface has an inside. */
interface Surface {
  /** Every edge belongs to exactly two faces. */
  readonly closed: boolean;
  /** No two faces that meet at an edge are turned opposite ways. */
  readonly consistent: boolean;
}

/** Measures a mesh, the thickness of its walls where wanted, and tallies what is wrong with it. */
export function inspectMesh(soup: TriangleSoup, thickness: boolean): MeshInspection {
  const tally = createDefectTally();
  const measures = measureMesh(soup);
  tallyTriangles(soup, measures, tally);
  const mesh = weldVertices(soup, measures.kinds);
  const surface = tallyEdges(mesh, tally);
  const found = findShells(mesh);
  const hasInside = surface.closed && surface.consistent;
  const solid = hasInside ? solidOf(mesh, found, measures) : null;
  tallySize(measures, tally);
  // Bodies that lie too thick in each other to be told apart have no walls to be measured either.
  const hasWalls = thickness && hasInside && solid?.volume.isDecided !== false;
  const walls = hasWalls ? wallsOf(mesh, measures, found.count) : null;
  if (walls !== null) tallyWalls(walls, tally);
  const minWallMm = walls && walls.thicknessMm;
  return { mesh, measures, surface, shells: found.count, solid, minWallMm, tally };
}

/** The shells and what of them is metal; of one shell nothing has to be found out. */
function solidOf(
  mesh: WeldedMesh,
  found: Shells,
  { centre }: MeshMeasures,
): MeshInspection['solid'] {
  if (found.count <= 1) return null;
  const shells = measureShells(mesh, found, centre);
  return { shells, volume: solidVolume(mesh, shells) };
}

function tallyTriangles(
  { corners }: TriangleSoup,
  { kinds }: MeshMeasures,
  tally: DefectTally,
): void {
  for (let triangle = 0; triangle < kinds.length; triangle++) {
    const kind = kinds[triangle];
    if (kind === TRIANGLE_KIND.whole) continue;
    const code = kind === TRIANGLE_KIND.flat ? 'degenerate' : 'non-finite';
    tally.add(code, () => placeOfCorner(corners, triangle * 9));
  }
}

function tallyEdges(mesh: WeldedMesh, tally: DefectTally): Surface {
  let closed = true;
  let consistent = true;
  const branching = { isFound: false };
  findOddEdges(mesh, ({ low, high, forward, backward }) => {
    const faces = forward + backward;
    if (faces === 2) consistent = false;
    else closed = false;
    if (forward > 1 || backward > 1) branching.isFound = true;
    tally.add(faces === 1 ? 'open-edge' : faces === 2 ? 'flipped' : 'non-manifold-edge', () =>
      middleOf(placeOfVertex(mesh, low), placeOfVertex(mesh, high)),
    );
  });
  if (branching.isFound) {
    findDuplicates(mesh, (triangle) => {
      tally.add('duplicate', () => placeOfVertex(mesh, numberAt(mesh.vertexOf, triangle * 3)));
    });
  }
  return { closed, consistent };
}

function tallySize({ boundingBoxMm, centre }: MeshMeasures, tally: DefectTally): void {
  const longestMm = Math.max(boundingBoxMm.x, boundingBoxMm.y, boundingBoxMm.z);
  if (longestMm < MESH_LIMITS.minPlausibleMm || longestMm > MESH_LIMITS.maxPlausibleMm) {
    tally.add('implausible-size', () => centre);
  }
}

/** At a sharp edge some place is always thin: only what a hundredth of the surface is gets told. */
function tallyWalls({ isThin, thin }: WallSamples, tally: DefectTally): void {
  if (isThin) for (const place of thin) tally.add('thin-wall', () => place);
}

function wallsOf(
  mesh: WeldedMesh,
  { volumeMm3, areaMm2 }: MeshMeasures,
  shells: number,
): WallSamples | null {
  return volumeMm3 < SMALLEST_VOLUME_MM3 ? null : sampleWalls(mesh, areaMm2, shells);
}

/** The place of a corner; a coordinate that is no number becomes 0, for a sample has to survive JSON. */
function placeOfCorner(corners: Float32Array, at: number): Place {
  const [x = 0, y = 0, z = 0] = [at, at + 1, at + 2]
    .map((i) => floatAt(corners, i))
    .map((value) => (Number.isFinite(value) ? value : 0));
  return { x, y, z };
}

function middleOf(a: Place, b: Place): Place {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, z: (a.z + b.z) / 2 };
}
