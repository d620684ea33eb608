import type { OrderItem, PriceBasis } from '@karat/schemas';
import { entryOf } from './entry-of.ts';
import type { Tariff, TariffFinish, TariffMetal } from './tariff.ts';

/** The lines of the tariff that apply to an item. */
export interface TariffLines {
  readonly metal: TariffMetal;
  readonly finish: TariffFinish;
  /** Minor units per gram. */
  readonly minorPerGram: number;
}

/** What of a submission counts for the price of each of its items. */
export interface OrderTerms {
  readonly rush: boolean;
  /** Whose mark-up applies; null when the order has no seller. */
  readonly sellerId: string | null;
}

/** The lines of the tariff for an item; null when its material or finish is not in it. */
export function linesFor({ material, finish }: OrderItem, tariff: Tariff): TariffLines | null {
  const lines = {
    metal: entryOf(tariff.metals, material),
    minorPerGram: entryOf(tariff.metalPrices.minorPerGram, material),
    finish: entryOf(tariff.finishes, finish),
  };
  const { metal, minorPerGram } = lines;
  if (metal === undefined || minorPerGram === undefined || lines.finish === undefined) return null;
  return { metal, minorPerGram, finish: lines.finish };
}

/**
 * Every figure that the price of an item is made of besides its geometry, copied out of the tariff:
 * the event keeps it, so a price can be made again when nobody has the tariff any more.
 */
export function basisOf(
  { stones = 0, engravedLetters = 0 }: OrderItem,
  { metal, finish, minorPerGram }: TariffLines,
  { tariff, rush, sellerId }: OrderTerms & { readonly tariff: Tariff },
): PriceBasis {
  const { printer, stone, engravedLetter } = tariff;
  return {
    densityKgPerM3: metal.densityKgPerM3,
    castingLossBasisPoints: metal.castingLossBasisPoints,
    metalMinorPerGram: minorPerGram,
    layerMm: printer.layerMm,
    layerMs: printer.layerMs,
    plateXMm: printer.plateMm.x,
    plateYMm: printer.plateMm.y,
    gapMm: printer.gapMm,
    printerMinorPerHour: printer.minorPerHour,
    resinMinorPerCm3: printer.resinMinorPerCm3,
    castingMinor: tariff.castingMinor,
    castingWorkMs: tariff.castingWorkMs,
    finishMinorPerCm2: finish.minorPerCm2,
    finishWorkMsPerCm2: finish.workMsPerCm2,
    setupMinor: tariff.setupMinor,
    setupWorkMs: tariff.setupWorkMs,
    stones,
    stoneMinor: stone.minorEach,
    stoneWorkMs: stone.workMsEach,
    engravedLetters,
    letterMinor: engravedLetter.minorEach,
    letterWorkMs: engravedLetter.workMsEach,
    quantityBreaks: tariff.quantityBreaks,
    minimumMinor: tariff.minimumMinor,
    rushBasisPoints: rush ? tariff.rushBasisPoints : 0,
    markupBasisPoints: markupOf(tariff, sellerId),
  };
}

function markupOf({ sellerMarkupBasisPoints }: Tariff, sellerId: string | null): number {
  if (sellerId === null) return 0;
  return entryOf(sellerMarkupBasisPoints, sellerId) ?? 0;
}
