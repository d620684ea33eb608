import type { DemoModel } from './demo-model.ts';
import { closedGrid, type GridSize, type Point } from './grid-mesh.ts';
import { polygonShare, turn } from './polygon.ts';
import { writeBinaryStl } from './write-binary-stl.ts';

/** An oval disc with a hole for the chain near its top; all lengths in mm. */
export interface PendantParameters {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly thicknessMm: number;
  /** Width of the hole, less than a quarter of the width of the disc. */
  readonly holeWidthMm: number;
}

const COLUMNS = 96;
/** How far up the hole lies, of the way from the middle to the rim. */
const HOLE_POSITION = 0.7;

/**
 * A pendant as a binary STL.
 *
 * Its cross-section is a rectangle between the hole and the rim, so the volume of the mesh is that
 * of two polygons, one cut out of the other, times the thickness.
 */
export function generatePendant(parameters: PendantParameters): DemoModel {
  const { widthMm, heightMm, thicknessMm, holeWidthMm } = parameters;
  const stretch = heightMm / widthMm;
  const holeUpMm = (HOLE_POSITION * (widthMm - holeWidthMm)) / 2;
  const pointAt = (column: number, row: number): Point => {
    const around = turn(column, COLUMNS);
    const isRim = row === 1 || row === 2;
    const radius = (isRim ? widthMm : holeWidthMm) / 2;
    const up = isRim ? 0 : holeUpMm;
    return [
      radius * Math.cos(around),
      (up + radius * Math.sin(around)) * stretch,
      row < 2 ? 0 : thicknessMm,
    ];
  };
  const grid: GridSize = { columns: COLUMNS, rows: 4 };
  const triangles = closedGrid(grid, pointAt);
  const name = `pendant-${widthMm.toFixed(1)}x${heightMm.toFixed(1)}`;
  const ringMm2 = (Math.PI / 4) * (widthMm ** 2 - holeWidthMm ** 2);
  return {
    name,
    stl: writeBinaryStl(name, triangles),
    triangles: triangles.length,
    volumeMm3: ringMm2 * stretch * polygonShare(COLUMNS) * thicknessMm,
  };
}
