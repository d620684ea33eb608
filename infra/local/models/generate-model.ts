import type { DemoModel } from './demo-model.ts';
import { generatePendant } from './pendant.ts';
import { generateRing } from './ring.ts';
import { generateSignet } from './signet.ts';

/** The n-th model (0…) of the demonstration: always the same for the same number. */
export function generateModel(n: number): DemoModel {
  const random = createRandom(n);
  const between = (from: number, to: number): number =>
    Math.round((from + (to - from) * random()) * 10) / 10;
  switch (n % 3) {
    case 0:
      return generateRing({
        innerDiameterMm: between(15, 21),
        widthMm: between(2, 6),
        thicknessMm: between(1.4, 2.4),
      });
    case 1:
      return generateSignet({
        innerDiameterMm: between(16, 21),
        bandWidthMm: between(2.5, 4),
        bandThicknessMm: between(1.4, 2),
        plateWidthMm: between(9, 13),
        plateHeightMm: between(2.5, 4),
      });
    default:
      return generatePendant({
        widthMm: between(10, 20),
        heightMm: between(14, 28),
        thicknessMm: between(1, 2),
        holeWidthMm: between(1.5, 2.2),
      });
  }
}

/**
 * A stream of numbers from 0 to 1 that depends on the seed only.
 *
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32)
 */
function createRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
