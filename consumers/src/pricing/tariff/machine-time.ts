import type { TariffPrinter } from './tariff.ts';

/** The extent of a piece, mm. */
export interface PieceExtent {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What the time of a run depends on. */
export type PrinterFigures = Pick<TariffPrinter, 'layerMm' | 'layerMs' | 'plateMm' | 'gapMm'>;

/**
 * Printer time of all pieces of an item, milliseconds.
 *
 * A run takes as long as it has layers, however many pieces stand on the plate; so the quantity
 * counts only by the number of runs. The model is printed the way it lies in its file.
 */
export function machineTimeMs(
  extent: PieceExtent,
  quantity: number,
  printer: PrinterFigures,
): number {
  const layers = Math.ceil(extent.z / printer.layerMm);
  const perRun =
    fitting(printer.plateMm.x, extent.x, printer.gapMm) *
    fitting(printer.plateMm.y, extent.y, printer.gapMm);
  // A piece longer than the plate is printed in parts; it still is one piece a run here.
  const runs = Math.ceil(quantity / Math.max(1, perRun));
  return runs * layers * printer.layerMs;
}

function fitting(plateMm: number, pieceMm: number, gapMm: number): number {
  return Math.floor((plateMm + gapMm) / (pieceMm + gapMm));
}
