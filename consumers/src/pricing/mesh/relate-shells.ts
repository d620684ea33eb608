import { ANALYSIS_LIMITS } from './analysis-limits.ts';
import { createFaceTree, findCrossing } from './face-tree.ts';
import { findBoxPairs, type ShellPair } from './find-box-pairs.ts';
import { isInside, type ClosedShell } from './is-inside.ts';
import type { Place } from './mesh-analysis.ts';
import { facesOfShell, placeOfVertex, type MeasuredShells } from './measure-shells.ts';
import { floatAt, numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** Two shells whose surfaces meet, and a place where they do. */
export interface Crossing {
  readonly pair: ShellPair;
  readonly place: Place;
}

/** How the shells of a mesh lie to each other; what is not named lies apart. */
export interface ShellRelations {
  readonly crossings: readonly Crossing[];
  /** For a shell all shells that it lies within without touching them. */
  readonly containersOf: ReadonlyMap<number, readonly number[]>;
}

/** Finds out how shells lie to each other; null when that is more work than `ANALYSIS_LIMITS` allow. */
export function relateShells(mesh: WeldedMesh, shells: MeasuredShells): ShellRelations | null {
  const pairs = findBoxPairs(shells);
  if (pairs === null) return null;
  const shellAt = createShellCache(mesh, shells);
  const crossings: Crossing[] = [];
  const containersOf = new Map<number, number[]>();
  let facePairs = 0;
  const isEnough = (): boolean => ++facePairs > ANALYSIS_LIMITS.maxFacePairs;
  for (const pair of pairs) {
    const [a, b] = pair;
    const place = findCrossing(shellAt(a).tree, shellAt(b).tree, isEnough);
    if (facePairs > ANALYSIS_LIMITS.maxFacePairs) return null;
    if (place !== null) {
      crossings.push({ pair, place });
      continue;
    }
    for (const [inner, outer] of [pair, [b, a]] as const) {
      if (!isBoxWithin(shells, inner, outer)) continue;
      if (!isInside(placeOfShell(mesh, shells, inner), shellAt(outer))) continue;
      containersOf.set(inner, [...(containersOf.get(inner) ?? []), outer]);
    }
  }
  return { crossings, containersOf };
}

/** A place on a shell. */
export function placeOfShell(mesh: WeldedMesh, shells: MeasuredShells, shell: number): Place {
  return placeOfVertex(mesh, numberAt(facesOfShell(shells, shell), 0));
}

function createShellCache(
  { positions }: WeldedMesh,
  shells: MeasuredShells,
): (shell: number) => ClosedShell {
  const cache = new Map<number, ClosedShell>();
  return (shell) => {
    const known = cache.get(shell);
    if (known !== undefined) return known;
    const indices = facesOfShell(shells, shell);
    const made = { positions, indices, tree: createFaceTree(positions, indices) };
    cache.set(shell, made);
    return made;
  };
}

function isBoxWithin({ boxes }: MeasuredShells, inner: number, outer: number): boolean {
  return [0, 1, 2].every(
    (axis) =>
      floatAt(boxes, outer * 6 + axis) <= floatAt(boxes, inner * 6 + axis) &&
      floatAt(boxes, inner * 6 + 3 + axis) <= floatAt(boxes, outer * 6 + 3 + axis),
  );
}
