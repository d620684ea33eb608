import type { OrderItem, PricedItem, PricePart } from '@karat/schemas';
import type { MeshAnalysis } from '../mesh/mesh-analysis.ts';
import { multiplyHalfEven, roundHalfEven } from './half-even.ts';
import { machineTimeMs } from './machine-time.ts';
import type { Tariff, TariffFinish, TariffMetal } from './tariff.ts';
import { FULL_SHARE, weightedPieces } from './weighted-pieces.ts';

const MM2_PER_CM2 = 100;
const MM3_PER_CM3 = 1_000;
const MG_PER_G = 1_000;
const MS_PER_HOUR = 3_600_000;
/** kg/m³ × mm³ are micrograms. */
const UG_PER_MG = 1_000;

/** What is priced: an item of an order and the model it has. */
export interface MeasuredItem {
  readonly item: OrderItem;
  readonly modelSha256: string;
  readonly analysis: MeshAnalysis;
}

/** The lines of the tariff that apply to an item. */
export interface TariffLines {
  readonly metal: TariffMetal;
  readonly finish: TariffFinish;
  /** Minor units per gram. */
  readonly minorPerGram: number;
}

/**
 * Prices one item.
 *
 * What is measured becomes an integer first (mg, mm², mm³, ms); from there on every amount is exact
 * and rounded once, half-even, so the parts sum to the amount without a remainder.
 */
export function priceItem(
  { item, modelSha256, analysis }: MeasuredItem,
  lines: TariffLines,
  { tariff, rush }: { readonly tariff: Tariff; readonly rush: boolean },
): PricedItem {
  const metalMassMg = roundHalfEven(
    (analysis.volumeMm3 *
      lines.metal.densityKgPerM3 *
      (FULL_SHARE + lines.metal.castingLossBasisPoints)) /
      (UG_PER_MG * FULL_SHARE),
  );
  const printMs = machineTimeMs(analysis.boundingBoxMm, item.quantity, tariff.printer);
  const work = workParts({ item, analysis, tariff, finish: lines.finish, printMs });
  const metalMinor = multiplyHalfEven([metalMassMg, item.quantity, lines.minorPerGram], MG_PER_G);
  const parts = surcharge([{ code: 'metal', amountMinor: metalMinor }, ...work], tariff, rush);
  return {
    itemId: item.itemId,
    modelSha256,
    volumeMm3: analysis.volumeMm3,
    areaMm2: analysis.areaMm2,
    boundingBoxMm: analysis.boundingBoxMm,
    triangles: analysis.triangles,
    material: item.material,
    finish: item.finish,
    quantity: item.quantity,
    metalMassMg,
    machineTimeMs: printMs,
    parts,
    amountMinor: sumMinor(parts),
  };
}

interface WorkFacts {
  readonly item: OrderItem;
  readonly analysis: MeshAnalysis;
  readonly tariff: Tariff;
  readonly finish: TariffFinish;
  readonly printMs: number;
}

function workParts({ item, analysis, tariff, finish, printMs }: WorkFacts): readonly PricePart[] {
  const pieces = weightedPieces(item.quantity, tariff.quantityBreaks);
  const printMinor = multiplyHalfEven([printMs, tariff.printer.minorPerHour], MS_PER_HOUR);
  const resinMinor = multiplyHalfEven(
    [roundHalfEven(analysis.volumeMm3), item.quantity, tariff.printer.resinMinorPerCm3],
    MM3_PER_CM3,
  );
  const finishingMinor = multiplyHalfEven(
    [roundHalfEven(analysis.areaMm2), finish.minorPerCm2, pieces],
    MM2_PER_CM2 * FULL_SHARE,
  );
  return [
    { code: 'pattern', amountMinor: printMinor + resinMinor },
    { code: 'casting', amountMinor: multiplyHalfEven([tariff.castingMinor, pieces], FULL_SHARE) },
    { code: 'finishing', amountMinor: finishingMinor },
    { code: 'setup', amountMinor: tariff.setupMinor },
  ];
}

/** Raises an item to the minimum charge, then adds rush; a surcharge of nothing is left out. */
function surcharge(
  parts: readonly PricePart[],
  tariff: Tariff,
  rush: boolean,
): readonly PricePart[] {
  const sumOfParts = sumMinor(parts);
  const minimumMinor = Math.max(0, tariff.minimumMinor - sumOfParts);
  const rushMinor = rush
    ? multiplyHalfEven([sumOfParts + minimumMinor, tariff.rushBasisPoints], FULL_SHARE)
    : 0;
  const surcharges = [
    { code: 'minimum', amountMinor: minimumMinor },
    { code: 'rush', amountMinor: rushMinor },
  ];
  return [...parts, ...surcharges.filter(({ amountMinor }) => amountMinor > 0)];
}

function sumMinor(parts: readonly PricePart[]): number {
  return parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
