/** A metal in which a piece can be cast. */
export interface TariffMetal {
  /** Density in kg/m³, which is also mg/cm³. */
  readonly densityKgPerM3: number;
  /** Metal lost in sprues, filings and polishing, in basis points (1/10 000) of the piece. */
  readonly castingLossBasisPoints: number;
}

/** A treatment of the surface. */
export interface TariffFinish {
  /** Minor units per cm² of surface. */
  readonly minorPerCm2: number;
  /** Milliseconds of an operator per cm² of surface. */
  readonly workMsPerCm2: number;
}

/** What a gram of each metal costs: a snapshot of one day. */
export interface MetalPrices {
  readonly version: string;
  /** ISO 4217; the same as that of every tariff that it is used with. */
  readonly currency: string;
  /** Minor units per gram of the alloy, by material code. */
  readonly minorPerGram: Readonly<Record<string, number>>;
}

/** How wax patterns are printed. */
export interface TariffPrinter {
  readonly layerMm: number;
  /** Exposure and peeling of one layer, milliseconds; a layer takes as long whatever is on it. */
  readonly layerMs: number;
  /** Usable plate, mm. */
  readonly plateMm: { readonly x: number; readonly y: number };
  /** Distance between two pieces on the plate, mm. */
  readonly gapMm: number;
  /** Minor units per hour of the printer. */
  readonly minorPerHour: number;
  /** Minor units per cm³ of resin. */
  readonly resinMinorPerCm3: number;
}

/** From the piece numbered `fromPiece` (1…) on, work on it costs so many basis points less. */
export interface QuantityBreak {
  readonly fromPiece: number;
  readonly discountBasisPoints: number;
}

/** What is done to each piece by the piece: stones set, letters engraved. */
export interface TariffExtra {
  /** Minor units for one, a stone with its setting. */
  readonly minorEach: number;
  /** Milliseconds of an operator for one. */
  readonly workMsEach: number;
}

/**
 * The terms of a tariff. One in use is never edited: a price names the version it was made with, and
 * must come out the same years later. The JSON of these is a format: of files, and of the store.
 */
export interface TariffTerms {
  readonly version: string;
  /** ISO 4217; all amounts are in its minor units. */
  readonly currency: string;
  /** By material code. */
  readonly metals: Readonly<Record<string, TariffMetal>>;
  /** By finish code. */
  readonly finishes: Readonly<Record<string, TariffFinish>>;
  readonly printer: TariffPrinter;
  /** Casting of one piece. */
  readonly castingMinor: number;
  /** Flask, burn-out and casting of an item, milliseconds, whatever the quantity. */
  readonly castingWorkMs: number;
  /** Preparing an item, whatever the quantity. */
  readonly setupMinor: number;
  /** Preparing an item, milliseconds. */
  readonly setupWorkMs: number;
  readonly stone: TariffExtra;
  readonly engravedLetter: TariffExtra;
  /** The least that an item costs, before rush and mark-up. */
  readonly minimumMinor: number;
  /** In ascending order of `fromPiece`. */
  readonly quantityBreaks: readonly QuantityBreak[];
  /** Surcharge for a shorter promise, basis points. */
  readonly rushBasisPoints: number;
  /** What a seller's customers pay more, basis points by the seller's id; of others nothing. */
  readonly sellerMarkupBasisPoints: Readonly<Record<string, number>>;
  /** How long a price may be approved, milliseconds. */
  readonly validForMs: number;
}

/** Everything but the model that a price is made of: terms, and the metal prices used with them. */
export interface Tariff extends TariffTerms {
  readonly metalPrices: MetalPrices;
}
