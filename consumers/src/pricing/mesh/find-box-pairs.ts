import { ANALYSIS_LIMITS } from './analysis-limits.ts';
import type { MeasuredShells } from './measure-shells.ts';
import { floatAt, numberAt } from './typed-access.ts';

/** Two shells whose boxes meet, by their numbers. */
export type ShellPair = readonly [number, number];

/**
 * Finds the pairs of shells whose boxes meet; null when that is more work than `ANALYSIS_LIMITS`
 * allow. Boxes are gone through in the order in which they begin along x, so that only those are
 * compared that lie beside each other.
 */
export function findBoxPairs(shells: MeasuredShells): readonly ShellPair[] | null {
  const { boxes, count } = shells;
  const order = new Uint32Array(count).map((_, shell) => shell);
  order.sort((a, b) => floatAt(boxes, a * 6) - floatAt(boxes, b * 6));
  const pairs: ShellPair[] = [];
  let comparisons = 0;
  for (let i = 0; i < count; i++) {
    const a = numberAt(order, i);
    const endX = floatAt(boxes, a * 6 + 3);
    for (let j = i + 1; j < count; j++) {
      const b = numberAt(order, j);
      if (floatAt(boxes, b * 6) > endX) break;
      comparisons += 1;
      if (meetAlong(boxes, 1, [a, b]) && meetAlong(boxes, 2, [a, b])) pairs.push([a, b]);
    }
    const isTooMuch =
      comparisons > ANALYSIS_LIMITS.maxBoxComparisons ||
      pairs.length > ANALYSIS_LIMITS.maxShellPairs;
    if (isTooMuch) return null;
  }
  return pairs;
}

function meetAlong(boxes: Float32Array, axis: number, [a, b]: ShellPair): boolean {
  return (
    floatAt(boxes, a * 6 + axis) <= floatAt(boxes, b * 6 + 3 + axis) &&
    floatAt(boxes, b * 6 + axis) <= floatAt(boxes, a * 6 + 3 + axis)
  );
}
