import type { Tariff } from './tariff.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The tariff of November 2026.
 *
 * Densities are those of the yellow alloys, of sterling silver and of platinum-cobalt; metal prices
 * are example figures of this project, not quotations.
 *
 * @see https://www.stuller.com (article "Where to find the specific gravity of materials": 14K yellow
 *   13.07, 18K yellow 15.58, sterling 10.40, platinum cobalt 20.80)
 */
export const TARIFF_2026_11: Tariff = {
  version: 'tariff-2026-11',
  currency: 'EUR',
  metalPrices: {
    version: 'metal-prices-2026-11-20',
    currency: 'EUR',
    minorPerGram: {
      'gold-585': 6_610,
      'gold-750': 8_475,
      'silver-925': 142,
      'platinum-950': 4_180,
    },
  },
  metals: {
    'gold-585': { densityKgPerM3: 13_070, castingLossBasisPoints: 500 },
    'gold-750': { densityKgPerM3: 15_580, castingLossBasisPoints: 500 },
    'silver-925': { densityKgPerM3: 10_400, castingLossBasisPoints: 800 },
    'platinum-950': { densityKgPerM3: 20_800, castingLossBasisPoints: 600 },
  },
  finishes: {
    raw: { minorPerCm2: 0, workMsPerCm2: 0 },
    matte: { minorPerCm2: 180, workMsPerCm2: 3 * MINUTE_MS },
    polished: { minorPerCm2: 260, workMsPerCm2: 4 * MINUTE_MS },
  },
  printer: {
    layerMm: 0.05,
    layerMs: 9_000,
    plateMm: { x: 120, y: 68 },
    gapMm: 3,
    minorPerHour: 450,
    resinMinorPerCm3: 60,
  },
  castingMinor: 1_200,
  castingWorkMs: 4 * HOUR_MS,
  setupMinor: 1_500,
  setupWorkMs: 20 * MINUTE_MS,
  stone: { minorEach: 900, workMsEach: 10 * MINUTE_MS },
  engravedLetter: { minorEach: 150, workMsEach: MINUTE_MS },
  minimumMinor: 4_900,
  quantityBreaks: [
    { fromPiece: 5, discountBasisPoints: 1_000 },
    { fromPiece: 20, discountBasisPoints: 2_000 },
    { fromPiece: 100, discountBasisPoints: 3_000 },
  ],
  rushBasisPoints: 2_500,
  sellerMarkupBasisPoints: {},
  validForMs: 14 * DAY_MS,
};
