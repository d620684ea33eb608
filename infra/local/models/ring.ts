import type { DemoModel } from './demo-model.ts';
import { closedGrid, type GridSize } from './grid-mesh.ts';
import { polygonShare, turn } from './polygon.ts';
import { writeBinaryStl } from './write-binary-stl.ts';

/** A plain band with an elliptic cross-section; all lengths in mm. */
export interface RingParameters {
  /** From 5 to 40. */
  readonly innerDiameterMm: number;
  /** Along the finger. */
  readonly widthMm: number;
  /** From the finger outwards. */
  readonly thicknessMm: number;
  /** Default 48 × 16: 1536 triangles. */
  readonly grid?: GridSize;
}

const GRID: GridSize = { columns: 48, rows: 16 };

/**
 * A band as a binary STL.
 *
 * The volume of the mesh is that of a polygon turned in steps (Pappus for the circle, times the
 * share of the circle that a polygon of so many corners covers, both around and across).
 */
export function generateRing(parameters: RingParameters): DemoModel {
  const { innerDiameterMm, widthMm, thicknessMm, grid = GRID } = parameters;
  const middleRadius = (innerDiameterMm + thicknessMm) / 2;
  const triangles = closedGrid(grid, (column, row) => {
    const around = turn(column, grid.columns);
    const across = turn(row, grid.rows);
    const radius = middleRadius + (thicknessMm / 2) * Math.cos(across);
    return [radius * Math.cos(around), radius * Math.sin(around), (widthMm / 2) * Math.sin(across)];
  });
  const name = `ring-${innerDiameterMm.toFixed(1)}`;
  const ellipseMm2 = (Math.PI / 4) * thicknessMm * widthMm;
  return {
    name,
    stl: writeBinaryStl(name, triangles),
    triangles: triangles.length,
    volumeMm3:
      2 *
      Math.PI *
      middleRadius *
      ellipseMm2 *
      polygonShare(grid.columns) *
      polygonShare(grid.rows),
  };
}
