import {
  list,
  measure,
  passThrough,
  shape,
  table,
  whole,
  word,
  type Door,
  type Doorway,
} from './figure-door.ts';
import type {
  MetalPrices,
  QuantityBreak,
  TariffExtra,
  TariffFinish,
  TariffMetal,
  TariffPrinter,
  TariffTerms,
} from './tariff.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ten million euros or the like: more for one of anything is a typing error. */
const MAX_MINOR = 1_000_000_000;
const FULL_SHARE = 10_000;
/** Ten times the price as a surcharge. */
const MAX_SURCHARGE = 100_000;
const MAX_BREAKS = 100;
/** The densest metal, osmium, has 22,590 kg/m³. */
const MAX_DENSITY = 23_000;

const version = word(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'a name of up to 64 of a-z 0-9 . -');
const currency = word(/^[A-Z]{3}$/, 'an ISO 4217 code');
const code = word(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a code like silver-925');
const seller = word(/^[^\p{C}]{1,200}$/u, 'the id of a seller');
const minor = whole(0, MAX_MINOR);
const workMs = whole(0, 30 * DAY_MS);

const metal = shape<TariffMetal>({
  densityKgPerM3: measure(100, MAX_DENSITY),
  castingLossBasisPoints: whole(0, FULL_SHARE),
});
const finish = shape<TariffFinish>({ minorPerCm2: minor, workMsPerCm2: workMs });
const extra = shape<TariffExtra>({ minorEach: minor, workMsEach: workMs });
const printer = shape<TariffPrinter>({
  layerMm: measure(0.001, 10),
  layerMs: whole(1, HOUR_MS),
  plateMm: shape({ x: measure(1, 10_000), y: measure(1, 10_000) }),
  gapMm: measure(0, 1_000),
  minorPerHour: minor,
  resinMinorPerCm3: minor,
});
const quantityBreak = shape<QuantityBreak>({
  fromPiece: whole(1, 999),
  discountBasisPoints: whole(0, FULL_SHARE),
});

const breaks: Door<readonly QuantityBreak[]> = (given, at, faults) => {
  const found = list(quantityBreak, MAX_BREAKS)(given, at, faults);
  const steps = found.map(({ fromPiece }) => fromPiece);
  if (steps.some((fromPiece, index) => fromPiece <= (steps[index - 1] ?? 0))) {
    faults.push(`Expected ${at} in ascending order of fromPiece, got ${steps.join(', ')}`);
  }
  return found;
};

const terms = shape<TariffTerms>({
  version,
  currency,
  metals: table(code, metal),
  finishes: table(code, finish),
  printer,
  castingMinor: minor,
  castingWorkMs: workMs,
  setupMinor: minor,
  setupWorkMs: workMs,
  stone: extra,
  engravedLetter: extra,
  minimumMinor: minor,
  quantityBreaks: breaks,
  rushBasisPoints: whole(0, MAX_SURCHARGE),
  sellerMarkupBasisPoints: table(seller, whole(0, MAX_SURCHARGE)),
  validForMs: whole(HOUR_MS, 366 * DAY_MS),
});

const prices = shape<MetalPrices>({
  version,
  currency,
  minorPerGram: table(code, minor),
});

/** The terms of a tariff, or everything that is wrong with them. */
export function parseTariff(given: unknown): Doorway<TariffTerms> {
  return passThrough(terms, given);
}

/** A snapshot of metal prices, or everything that is wrong with it. */
export function parseMetalPrices(given: unknown): Doorway<MetalPrices> {
  return passThrough(prices, given);
}
