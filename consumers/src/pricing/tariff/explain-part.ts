import type { PriceBasis, PricePart } from '@karat/schemas';
import { sumMinor, type PriceFigures } from './price-from-basis.ts';
import { FULL_SHARE } from './weighted-pieces.ts';

/** A part of a price with how it is reckoned. */
export interface ExplainedPart extends PricePart {
  /** In the names of the figures; every quotient is rounded half-even. */
  readonly formula: string;
  /** The same in figures. */
  readonly figures: string;
}

/** What a part is explained from. */
export interface PartFacts {
  readonly quantity: number;
  readonly basis: PriceBasis;
  readonly figures: PriceFigures;
}

type Explanation = readonly [formula: string, figures: string];

/** Parts that come on top of those before them. */
const SURCHARGES = ['minimum', 'rush', 'markup'];

/** How each part of a price is reckoned, by its code. */
const EXPLANATIONS: Readonly<Record<string, (facts: PartFacts) => Explanation>> = {
  metal: ({ quantity, basis, figures }) => [
    'metalMassMg × quantity × metalMinorPerGram ÷ 1000',
    `${times(figures.metalMassMg, quantity, basis.metalMinorPerGram)} ÷ 1000`,
  ],
  pattern: ({ quantity, basis, figures }) => [
    'machineTimeMs × printerMinorPerHour ÷ 3600000 + volumeMm3 × quantity × resinMinorPerCm3 ÷ 1000',
    `${times(figures.machineTimeMs, basis.printerMinorPerHour)} ÷ 3600000 = ${String(figures.printMinor)}, ` +
      `${times(figures.wholeMm3, quantity, basis.resinMinorPerCm3)} ÷ 1000 = ${String(figures.resinMinor)}`,
  ],
  casting: ({ basis, figures }) => [
    'castingMinor × chargedPieces',
    times(basis.castingMinor, piecesOf(figures)),
  ],
  finishing: ({ basis, figures }) => [
    'areaMm2 × finishMinorPerCm2 × chargedPieces ÷ 100',
    `${times(figures.wholeMm2, basis.finishMinorPerCm2, piecesOf(figures))} ÷ 100`,
  ],
  setup: ({ basis }) => ['setupMinor', String(basis.setupMinor)],
  stones: ({ quantity, basis }) => [
    'stones × stoneMinor × quantity',
    times(basis.stones, basis.stoneMinor, quantity),
  ],
  engraving: ({ basis, figures }) => [
    'engravedLetters × letterMinor × chargedPieces',
    times(basis.engravedLetters, basis.letterMinor, piecesOf(figures)),
  ],
  minimum: ({ basis, figures }) => [
    'minimumMinor − sum of the parts before',
    `${String(basis.minimumMinor)} − ${String(sumBefore('minimum', figures))}`,
  ],
  rush: ({ basis, figures }) => [
    'sum of the parts before × rushBasisPoints ÷ 10000',
    `${times(sumBefore('rush', figures), basis.rushBasisPoints)} ÷ 10000`,
  ],
  markup: ({ basis, figures }) => [
    'sum of the parts before × markupBasisPoints ÷ 10000',
    `${times(sumBefore('markup', figures), basis.markupBasisPoints)} ÷ 10000`,
  ],
};

/** A part of a price, with its formula and figures. */
export function explainPart(part: PricePart, facts: PartFacts): ExplainedPart {
  const [formula, figures] = EXPLANATIONS[part.code]?.(facts) ?? ['', ''];
  return { ...part, formula, figures };
}

function times(...factors: readonly number[]): string {
  return factors.map(String).join(' × ');
}

function piecesOf({ chargedPieces }: PriceFigures): number {
  return chargedPieces / FULL_SHARE;
}

function sumBefore(code: string, { parts }: PriceFigures): number {
  const later = SURCHARGES.slice(SURCHARGES.indexOf(code));
  return sumMinor(parts.filter((part) => !later.includes(part.code)));
}
