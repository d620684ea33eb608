import { SMALLEST_VOLUME_MM3 } from './analysis-limits.ts';
import type { DefectTally } from './defect-tally.ts';
import type { MeshInspection } from './inspect-mesh.ts';
import type { MeshAnalysis } from './mesh-analysis.ts';
import type { SolidVolume } from './solid-volume.ts';

/** A union smaller than its parts by less than this share is bodies that only touch. */
const TOUCHING_SHARE = 1e-6;

/**
 * Makes the analysis of a mesh out of what was found and of the unions of the bodies that overlap.
 *
 * @param unionsMm3 in the order of `overlapping`; where one is missing or null the bodies are charged
 * each for itself, which is never less, and a warning says so
 */
export function concludeAnalysis(
  inspection: MeshInspection,
  unionsMm3: readonly (number | null)[],
): MeshAnalysis {
  const { mesh, measures, surface, shells, solid, minWallMm, tally } = inspection;
  const { closed, consistent } = surface;
  const hasInside = closed && consistent;
  // An open mesh has no volume; what is told is what other programs tell.
  const volumeMm3 = measures.volumeMm3 + (hasInside ? 0 : measures.offPlaneMm3);
  const alone = hasInside ? Math.max(0, volumeMm3) : volumeMm3;
  const solidVolumeMm3 = solid === null ? alone : totalOf(solid.volume, unionsMm3, tally);
  if (hasInside) tallyBodies(inspection, Math.max(Math.abs(volumeMm3), solidVolumeMm3));
  return {
    volumeMm3,
    solidVolumeMm3,
    areaMm2: measures.areaMm2,
    boundingBoxMm: measures.boundingBoxMm,
    triangles: mesh.kept.length,
    watertight: closed,
    shells,
    minWallMm,
    defects: tally.defects(),
  };
}

function tallyBodies({ measures, solid, tally }: MeshInspection, largestMm3: number): void {
  if (largestMm3 < SMALLEST_VOLUME_MM3) {
    tally.add('zero-volume', () => measures.centre);
  } else if (solid !== null) {
    for (const place of solid.volume.insideOut) tally.add('negative-volume', () => place);
    for (const place of solid.volume.nested) tally.add('self-overlap', () => place);
  } else if (measures.volumeMm3 < 0) {
    tally.add('negative-volume', () => measures.centre);
  }
}

function totalOf(
  { apartMm3, overlapping }: SolidVolume,
  unionsMm3: readonly (number | null)[],
  tally: DefectTally,
): number {
  let totalMm3 = apartMm3;
  overlapping.forEach(({ sumMm3, places, isExact }, i) => {
    const unionMm3 = unionsMm3[i] ?? null;
    // Rounding must not make a union out of bodies that touch dearer than they are.
    totalMm3 += Math.min(unionMm3 ?? sumMm3, sumMm3);
    const isTouching = unionMm3 !== null && unionMm3 > sumMm3 * (1 - TOUCHING_SHARE);
    if (isTouching && isExact) return;
    for (const place of places) tally.add('self-overlap', () => place);
  });
  return totalMm3;
}
