import type { DemoModel } from './demo-model.ts';
import { closedGrid, type GridSize } from './grid-mesh.ts';
import { turn } from './polygon.ts';
import { writeBinaryStl } from './write-binary-stl.ts';

/** A band that widens into a flat plate; all lengths in mm. */
export interface SignetParameters {
  /** From 5 to 40. */
  readonly innerDiameterMm: number;
  /** Width of the band opposite the plate. */
  readonly bandWidthMm: number;
  readonly bandThicknessMm: number;
  /** Width of the plate along the finger, at least that of the band. */
  readonly plateWidthMm: number;
  /** Height of the plate over the finger hole, at least the thickness of the band. */
  readonly plateHeightMm: number;
}

const GRID: GridSize = { columns: 64, rows: 14 };
/** How fast the band swells towards the plate: 1 is a cosine, more is later and steeper. */
const SWELL = 3;

/** A signet ring as a binary STL; no formula knows its volume. */
export function generateSignet(parameters: SignetParameters): DemoModel {
  const innerRadius = parameters.innerDiameterMm / 2;
  const top = innerRadius + parameters.plateHeightMm;
  const triangles = closedGrid(GRID, (column, row) => {
    const around = turn(column, GRID.columns);
    const across = turn(row, GRID.rows);
    const swell = ((1 + Math.sin(around)) / 2) ** SWELL;
    const thickness = between(parameters.bandThicknessMm, parameters.plateHeightMm * 1.3, swell);
    const width = between(parameters.bandWidthMm, parameters.plateWidthMm, swell);
    const radius = innerRadius + (thickness / 2) * (1 + Math.cos(across));
    return [
      radius * Math.cos(around),
      // What swells out over the plate is cut off: that is the plate.
      Math.min(radius * Math.sin(around), top),
      (width / 2) * Math.sin(across),
    ];
  });
  const name = `signet-${parameters.innerDiameterMm.toFixed(1)}`;
  return {
    name,
    stl: writeBinaryStl(name, triangles),
    triangles: triangles.length,
    volumeMm3: null,
  };
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
