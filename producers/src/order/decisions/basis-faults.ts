import type { PriceBasis, QuantityBreak } from '@karat/schemas';
import { integerFault, measureFault, type Fault } from '../faults.ts';

/** The most basis points of a surcharge: a hundredfold price is a typing error. */
const MAX_BASIS_POINTS = 1_000_000;
const FULL_SHARE = 10_000;
/** Steps of a tariff's discounts. */
const MAX_BREAKS = 100;
/** The largest int of Avro. */
const MAX_INT = 2_147_483_647;

/** Figures that an Avro double carries. */
const MEASURES = ['densityKgPerM3', 'layerMm', 'plateXMm', 'plateYMm', 'gapMm'] as const;

/** Figures that an Avro int or long carries, with the largest that each may be. */
const INTEGERS: Readonly<Record<IntegerField, number>> = {
  castingLossBasisPoints: MAX_BASIS_POINTS,
  metalMinorPerGram: Number.MAX_SAFE_INTEGER,
  layerMs: Number.MAX_SAFE_INTEGER,
  printerMinorPerHour: Number.MAX_SAFE_INTEGER,
  resinMinorPerCm3: Number.MAX_SAFE_INTEGER,
  castingMinor: Number.MAX_SAFE_INTEGER,
  castingWorkMs: Number.MAX_SAFE_INTEGER,
  finishMinorPerCm2: Number.MAX_SAFE_INTEGER,
  finishWorkMsPerCm2: Number.MAX_SAFE_INTEGER,
  setupMinor: Number.MAX_SAFE_INTEGER,
  setupWorkMs: Number.MAX_SAFE_INTEGER,
  stones: MAX_INT,
  stoneMinor: Number.MAX_SAFE_INTEGER,
  stoneWorkMs: Number.MAX_SAFE_INTEGER,
  engravedLetters: MAX_INT,
  letterMinor: Number.MAX_SAFE_INTEGER,
  letterWorkMs: Number.MAX_SAFE_INTEGER,
  minimumMinor: Number.MAX_SAFE_INTEGER,
  rushBasisPoints: MAX_BASIS_POINTS,
  markupBasisPoints: MAX_BASIS_POINTS,
};

type IntegerField = Exclude<keyof PriceBasis, (typeof MEASURES)[number] | 'quantityBreaks'>;

/** Everything that is wrong with the figures that a price is said to be made of. */
export function basisFaults(basis: PriceBasis): readonly Fault[] {
  const integers = Object.entries(INTEGERS) as [IntegerField, number][];
  return [
    ...MEASURES.map((field) => measureFault(field, basis[field])),
    ...integers.map(([field, max]) => integerFault(field, basis[field], [0, max])),
    integerFault('number of quantityBreaks', basis.quantityBreaks.length, [0, MAX_BREAKS]),
    ...basis.quantityBreaks.flatMap(breakFaults),
  ];
}

function breakFaults({ fromPiece, discountBasisPoints }: QuantityBreak): readonly Fault[] {
  return [
    integerFault('fromPiece', fromPiece, [1, MAX_INT]),
    integerFault('discountBasisPoints', discountBasisPoints, [0, FULL_SHARE]),
  ];
}
