import { countEdges, type EdgeTable } from './count-edges.ts';
import { countShells } from './count-shells.ts';
import { createDefectTally, type DefectTally } from './defect-tally.ts';
import { measureMesh, TRIANGLE_KIND, type MeshMeasures } from './measure-mesh.ts';
import type { MeshAnalysis, MeshOutcome, Place } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import { readStl } from './read-stl.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { weldVertices, type WeldedMesh } from './weld-vertices.ts';

/** Less than this (mm³) is rounding, not a body: 1 µg of gold. */
const SMALLEST_VOLUME_MM3 = 1e-4;

/** Reads a model file and analyses its mesh; all defects are reported at once. */
export function analyseModel(file: Buffer): MeshOutcome<MeshAnalysis> {
  const soup = readStl(file);
  return soup.ok ? { ok: true, value: analyseMesh(soup.value) } : soup;
}

/** Measures a mesh and lists what is wrong with it. */
export function analyseMesh(soup: TriangleSoup): MeshAnalysis {
  const tally = createDefectTally();
  const measures = measureMesh(soup);
  const welded = weldVertices(soup);
  const isKept = (triangle: number): boolean =>
    measures.kinds[triangle] !== TRIANGLE_KIND.nonFinite && !isCollapsed(welded, triangle);
  tallyTriangles(soup, measures, tally);
  const edges = tallyEdges(countEdges(welded.vertexOf, isKept), placeOfVertex(soup, welded), tally);
  if (edges.closed && edges.consistent) tallyVolume(measures, tally);
  tallySize(measures, tally);
  return {
    volumeMm3: measures.volumeMm3,
    areaMm2: measures.areaMm2,
    boundingBoxMm: measures.boundingBoxMm,
    triangles: soup.triangles,
    watertight: edges.closed,
    shells: countShells(welded.vertexOf, welded.vertices, isKept),
    defects: tally.defects(),
  };
}

/**
 * Whether two corners of a triangle are one vertex. Such a triangle has no inside and no say in the
 * edges: its neighbours meet at the one edge that is left of it.
 */
function isCollapsed({ vertexOf }: WeldedMesh, triangle: number): boolean {
  const a = vertexOf[triangle * 3];
  const b = vertexOf[triangle * 3 + 1];
  const c = vertexOf[triangle * 3 + 2];
  return a === b || b === c || c === a;
}

function tallyTriangles(soup: TriangleSoup, measures: MeshMeasures, tally: DefectTally): void {
  measures.kinds.forEach((kind, triangle) => {
    if (kind === TRIANGLE_KIND.whole) return;
    const code = kind === TRIANGLE_KIND.flat ? 'degenerate' : 'non-finite';
    tally.add(code, () => placeOfCorner(soup, triangle * 3));
  });
}

function tallyEdges(
  edges: EdgeTable,
  placeOf: (vertex: number) => Place,
  tally: DefectTally,
): { closed: boolean; consistent: boolean } {
  let closed = true;
  let consistent = true;
  edges.low.forEach((low, slot) => {
    if (low === 0) return;
    const forward = edges.forward[slot] ?? 0;
    const faces = forward + (edges.backward[slot] ?? 0);
    if (faces === 2 && forward === 1) return;
    if (faces === 2) consistent = false;
    else closed = false;
    tally.add(faces === 1 ? 'open-edge' : faces === 2 ? 'flipped' : 'non-manifold-edge', () =>
      middleOf(placeOf(low - 1), placeOf(edges.high[slot] ?? 0)),
    );
  });
  return { closed, consistent };
}

function tallyVolume({ volumeMm3, centre }: MeshMeasures, tally: DefectTally): void {
  if (Math.abs(volumeMm3) < SMALLEST_VOLUME_MM3) tally.add('zero-volume', () => centre);
  else if (volumeMm3 < 0) tally.add('negative-volume', () => centre);
}

function tallySize({ boundingBoxMm, centre }: MeshMeasures, tally: DefectTally): void {
  const longestMm = Math.max(boundingBoxMm.x, boundingBoxMm.y, boundingBoxMm.z);
  if (longestMm < MESH_LIMITS.minPlausibleMm || longestMm > MESH_LIMITS.maxPlausibleMm) {
    tally.add('implausible-size', () => centre);
  }
}

function placeOfVertex(soup: TriangleSoup, welded: WeldedMesh): (vertex: number) => Place {
  return (vertex) => placeOfCorner(soup, welded.firstCorner[vertex] ?? 0);
}

/** The place of a corner; a coordinate that is no number becomes 0, for a sample has to survive JSON. */
function placeOfCorner({ corners }: TriangleSoup, corner: number): Place {
  const [x = 0, y = 0, z = 0] = corners
    .subarray(corner * 3, corner * 3 + 3)
    .map((value) => (Number.isFinite(value) ? value : 0));
  return { x, y, z };
}

function middleOf(a: Place, b: Place): Place {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, z: (a.z + b.z) / 2 };
}
