import type { MeasuredItem } from '../../src/pricing/tariff/price-item.ts';

/** Facts of a made-up piece; what is left out is that of a small silver cube. */
export interface PieceFacts {
  readonly volumeMm3?: number;
  readonly areaMm2?: number;
  readonly heightMm?: number;
  readonly quantity?: number;
  readonly material?: string;
  readonly finish?: string;
  readonly stones?: number;
  readonly engravedLetters?: number;
}

/** An item of an order with a measured model. */
export function measuredItem(facts: PieceFacts = {}): MeasuredItem {
  const { volumeMm3 = 1000, areaMm2 = 600, heightMm = 10 } = facts;
  const { quantity = 1, material = 'silver-925', finish = 'polished' } = facts;
  const { stones = 0, engravedLetters = 0 } = facts;
  return {
    item: {
      itemId: 'i1',
      quantity,
      material,
      finish,
      modelSha256: 'ab'.repeat(32),
      modelFormat: 'STL',
      modelBytes: 684,
      stones,
      engravedLetters,
    },
    modelSha256: 'ab'.repeat(32),
    analysis: {
      volumeMm3,
      solidVolumeMm3: volumeMm3,
      areaMm2,
      boundingBoxMm: { x: 10, y: 10, z: heightMm },
      triangles: 12,
      watertight: true,
      shells: 1,
      minWallMm: null,
      defects: [],
    },
  };
}
