import type { PriceBasis, PricePart } from '@karat/schemas';
import { multiplyHalfEven, roundHalfEven } from './half-even.ts';
import { machineTimeMs, type PieceExtent } from './machine-time.ts';
import { FULL_SHARE, weightedPieces } from './weighted-pieces.ts';

const MM2_PER_CM2 = 100;
const MM3_PER_CM3 = 1_000;
const MG_PER_G = 1_000;
const MS_PER_HOUR = 3_600_000;
/** kg/m³ × mm³ are micrograms. */
const UG_PER_MG = 1_000;

/** What is measured of a piece, and how many of it there are. */
export interface MeasuredFigures {
  /** The volume that is charged. */
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly boundingBoxMm: PieceExtent;
  readonly quantity: number;
}

/** The price of an item with the figures on the way to it, all of them whole numbers. */
export interface PriceFigures {
  /** Metal of one piece. */
  readonly metalMassMg: number;
  /** Printer time of all pieces. */
  readonly machineTimeMs: number;
  /** Pieces' worth of work that is charged, basis points of a piece. */
  readonly chargedPieces: number;
  /** Volume and surface of one piece as resin and finishing are charged. */
  readonly wholeMm3: number;
  readonly wholeMm2: number;
  readonly printMinor: number;
  readonly resinMinor: number;
  readonly parts: readonly PricePart[];
  /** Sum of the parts. */
  readonly amountMinor: number;
  /** From start of manufacturing to done. */
  readonly workMs: number;
}

/**
 * Prices an item from figures alone: what the event of a price keeps is all that goes in, so the
 * price comes out the same whenever and wherever it is made again.
 *
 * What is measured becomes an integer first (mg, mm², mm³, ms); from there on every amount is exact
 * and rounded once, half-even, so the parts sum to the amount without a remainder.
 */
export function priceFromBasis(measured: MeasuredFigures, basis: PriceBasis): PriceFigures {
  const figures = figuresOf(measured, basis);
  const parts = withSurcharges(figures.parts, basis);
  const workMs = workMsOf(measured, basis, figures.machineTimeMs);
  return { ...figures, parts, amountMinor: sumMinor(parts), workMs };
}

/** The sum of some parts, minor units. */
export function sumMinor(parts: readonly PricePart[]): number {
  return parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function figuresOf(measured: MeasuredFigures, basis: PriceBasis) {
  const { volumeMm3, areaMm2, boundingBoxMm, quantity } = measured;
  const { densityKgPerM3, castingLossBasisPoints, layerMm, layerMs, gapMm } = basis;
  const plateMm = { x: basis.plateXMm, y: basis.plateYMm };
  const printMs = machineTimeMs(boundingBoxMm, quantity, { layerMm, layerMs, plateMm, gapMm });
  const wholeMm3 = roundHalfEven(volumeMm3);
  const grossShare = FULL_SHARE + castingLossBasisPoints;
  const whole = {
    metalMassMg: roundHalfEven(
      (volumeMm3 * densityKgPerM3 * grossShare) / (UG_PER_MG * FULL_SHARE),
    ),
    machineTimeMs: printMs,
    chargedPieces: weightedPieces(quantity, basis.quantityBreaks),
    wholeMm3,
    wholeMm2: roundHalfEven(areaMm2),
    printMinor: multiplyHalfEven([printMs, basis.printerMinorPerHour], MS_PER_HOUR),
    resinMinor: multiplyHalfEven([wholeMm3, quantity, basis.resinMinorPerCm3], MM3_PER_CM3),
  };
  return { ...whole, parts: partsOf(whole, quantity, basis) };
}

type WholeFigures = Omit<PriceFigures, 'parts' | 'amountMinor' | 'workMs'>;

function partsOf(whole: WholeFigures, quantity: number, basis: PriceBasis): readonly PricePart[] {
  const { metalMassMg, chargedPieces, wholeMm2, printMinor, resinMinor } = whole;
  const metal = multiplyHalfEven([metalMassMg, quantity, basis.metalMinorPerGram], MG_PER_G);
  const finishing = multiplyHalfEven(
    [wholeMm2, basis.finishMinorPerCm2, chargedPieces],
    MM2_PER_CM2 * FULL_SHARE,
  );
  // A stone is bought, and the fiftieth costs what the first does; letters are work.
  const stones = multiplyHalfEven([basis.stones, basis.stoneMinor, quantity], 1);
  const letters = [basis.engravedLetters, basis.letterMinor, chargedPieces];
  return [
    { code: 'metal', amountMinor: metal },
    { code: 'pattern', amountMinor: printMinor + resinMinor },
    {
      code: 'casting',
      amountMinor: multiplyHalfEven([basis.castingMinor, chargedPieces], FULL_SHARE),
    },
    { code: 'finishing', amountMinor: finishing },
    { code: 'setup', amountMinor: basis.setupMinor },
    ...unlessNothing('stones', stones),
    ...unlessNothing('engraving', multiplyHalfEven(letters, FULL_SHARE)),
  ];
}

/** Raises an item to the minimum charge, then adds rush, then the seller's mark-up on all of it. */
function withSurcharges(parts: readonly PricePart[], basis: PriceBasis): readonly PricePart[] {
  const plain = sumMinor(parts);
  const minimum = Math.max(0, basis.minimumMinor - plain);
  const rush = multiplyHalfEven([plain + minimum, basis.rushBasisPoints], FULL_SHARE);
  const markup = multiplyHalfEven([plain + minimum + rush, basis.markupBasisPoints], FULL_SHARE);
  return [
    ...parts,
    ...unlessNothing('minimum', minimum),
    ...unlessNothing('rush', rush),
    ...unlessNothing('markup', markup),
  ];
}

function unlessNothing(code: string, amountMinor: number): readonly PricePart[] {
  return amountMinor > 0 ? [{ code, amountMinor }] : [];
}

/** One item after the other: the operator has two hands. */
function workMsOf(
  { areaMm2, quantity }: MeasuredFigures,
  basis: PriceBasis,
  printMs: number,
): number {
  const eachMs =
    Math.round((areaMm2 / MM2_PER_CM2) * basis.finishWorkMsPerCm2) +
    basis.stones * basis.stoneWorkMs +
    basis.engravedLetters * basis.letterWorkMs;
  return basis.setupWorkMs + printMs + basis.castingWorkMs + eachMs * quantity;
}
