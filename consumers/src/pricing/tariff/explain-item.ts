import type { PriceBasis, PricedItem, PricePart } from '@karat/schemas';
import { explainPart, type ExplainedPart } from './explain-part.ts';
import { priceFromBasis, type MeasuredFigures, type PriceFigures } from './price-from-basis.ts';

/** The price of a piece made again, part by part. `--json` prints it, so this is a format. */
export interface ExplainedItem {
  readonly itemId: string;
  readonly material: string;
  readonly finish: string;
  /** What was measured; the volume is the one that is charged. */
  readonly measured: MeasuredFigures;
  readonly basis: PriceBasis;
  readonly metalMassMg: number;
  readonly machineTimeMs: number;
  readonly workMs: number;
  readonly parts: readonly ExplainedPart[];
  readonly amountMinor: number;
  /** What comes out otherwise than it was recorded; empty when nothing does. */
  readonly differences: readonly string[];
}

/** Makes a recorded price again from the figures that stand with it, and compares. */
export function explainItem(priced: PricedItem, basis: PriceBasis): ExplainedItem {
  const { volumeMm3, areaMm2, boundingBoxMm, quantity } = priced;
  const charged = priced.solidVolumeMm3 ?? volumeMm3;
  const measured = { volumeMm3: charged, areaMm2, boundingBoxMm, quantity };
  const figures = priceFromBasis(measured, basis);
  return {
    itemId: priced.itemId,
    material: priced.material,
    finish: priced.finish,
    measured,
    basis,
    metalMassMg: figures.metalMassMg,
    machineTimeMs: figures.machineTimeMs,
    workMs: figures.workMs,
    parts: figures.parts.map((part) => explainPart(part, { quantity, basis, figures })),
    amountMinor: figures.amountMinor,
    differences: differencesOf(priced, figures),
  };
}

function differencesOf(recorded: PricedItem, again: PriceFigures): readonly string[] {
  const codes = new Set([...recorded.parts, ...again.parts].map(({ code }) => code));
  return [
    ...different('metalMassMg', recorded.metalMassMg, again.metalMassMg),
    ...different('machineTimeMs', recorded.machineTimeMs, again.machineTimeMs),
    ...[...codes].flatMap((code) =>
      different(`part ${code}`, minorOf(recorded.parts, code), minorOf(again.parts, code)),
    ),
    ...different('amountMinor', recorded.amountMinor, again.amountMinor),
  ];
}

function different(what: string, recorded: number, again: number): readonly string[] {
  if (recorded === again) return [];
  return [`Expected ${what} ${String(recorded)} as recorded, got ${String(again)}`];
}

function minorOf(parts: readonly PricePart[], code: string): number {
  return parts.reduce((sum, part) => sum + (part.code === code ? part.amountMinor : 0), 0);
}
