import { SMALLEST_VOLUME_MM3 } from './analysis-limits.ts';
import type { Place } from './mesh-analysis.ts';
import type { MeasuredShells } from './measure-shells.ts';
import { placeOfShell, relateShells, type Crossing, type ShellRelations } from './relate-shells.ts';
import { doubleAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** A shell with the hollows in it. */
export interface Body {
  readonly outer: number;
  readonly hollows: readonly number[];
}

/** Bodies that overlap each other, which only a union can measure; none where there are too many. */
export interface OverlappingBodies {
  readonly bodies: readonly Body[];
  /** What they measure when each is counted for itself: never less than their union. */
  readonly sumMm3: number;
  /** Where they meet, a place for each pair. */
  readonly places: readonly Place[];
  /**
   * Whether each hollow is one of a body. One that breaks through the surface, or meets another one
   * of the same body, is not: it is not taken off, and the union is rather too large.
   */
  readonly isExact: boolean;
}

/** What of a mesh is made of metal. */
export interface SolidVolume {
  /** Of all that does not overlap, mm³. */
  readonly apartMm3: number;
  readonly overlapping: readonly OverlappingBodies[];
  /** Places of bodies that lie within another one, which adds nothing. */
  readonly nested: readonly Place[];
  /** Places of bodies that are turned inside out and are no hollow of another one. */
  readonly insideOut: readonly Place[];
  /** Whether it was found out how the shells lie to each other. */
  readonly isDecided: boolean;
}

/**
 * Tells what of the shells of a closed mesh is made of metal.
 *
 * A place is metal when more shells enclose it that are turned outwards than inwards (it is wound
 * around at least once). Where surfaces do not meet, that is a sum over the shells by how deep each
 * of them lies; where they do, the bodies are handed on to be united.
 */
export function solidVolume(mesh: WeldedMesh, shells: MeasuredShells): SolidVolume {
  const relations = relateShells(mesh, shells);
  if (relations === null) return undecided(mesh, shells);
  const { groupOf, isMet, overlapping } = groupCrossing(shells, relations);
  let apartMm3 = 0;
  const nested: Place[] = [];
  const insideOut: Place[] = [];
  for (let shell = 0; shell < shells.count; shell++) {
    const volumeMm3 = doubleAt(shells.volumesMm3, shell);
    const around = windingAround(shells, relations, shell);
    if (!groupOf.has(shell)) apartMm3 += metalWithin(volumeMm3, around);
    if (Math.abs(volumeMm3) < SMALLEST_VOLUME_MM3 || around >= 1 !== volumeMm3 > 0) continue;
    if (volumeMm3 > 0) nested.push(placeOfShell(mesh, shells, shell));
    else if (!isMet.has(shell)) insideOut.push(placeOfShell(mesh, shells, shell));
  }
  return { apartMm3, overlapping, nested, insideOut, isDecided: true };
}

/** What a shell adds to the metal around it, or takes off it; nothing where there is metal on both sides. */
function metalWithin(volumeMm3: number, around: number): number {
  const isMetalAround = around >= 1;
  const isMetalWithin = around + Math.sign(volumeMm3) >= 1;
  return isMetalAround === isMetalWithin ? 0 : volumeMm3;
}

/** When there is too much to look at: everything that is turned outwards, each for itself. */
function undecided(mesh: WeldedMesh, shells: MeasuredShells): SolidVolume {
  const sumMm3 = shells.volumesMm3.reduce((sum, volumeMm3) => sum + Math.max(0, volumeMm3), 0);
  const places = [placeOfShell(mesh, shells, 0)];
  const unknown = { bodies: [], sumMm3, places, isExact: false };
  return { apartMm3: 0, overlapping: [unknown], nested: [], insideOut: [], isDecided: false };
}

/** How often the place just outside a shell is enclosed by others, those turned inwards counting against. */
function windingAround(
  shells: MeasuredShells,
  { containersOf }: ShellRelations,
  shell: number,
): number {
  return (containersOf.get(shell) ?? []).reduce(
    (sum, outer) => sum + Math.sign(doubleAt(shells.volumesMm3, outer)),
    0,
  );
}

interface CrossingGroups {
  /** For each shell that has to be united with others the first shell of its group. */
  readonly groupOf: ReadonlyMap<number, number>;
  /** Shells whose surface meets another. */
  readonly isMet: ReadonlySet<number>;
  readonly overlapping: readonly OverlappingBodies[];
}

/** Puts together what meets, and what lies within or around that. */
function groupCrossing(shells: MeasuredShells, relations: ShellRelations): CrossingGroups {
  const { crossings, containersOf } = relations;
  const links = [
    ...crossings.map(({ pair }) => pair),
    ...[...containersOf].flatMap(([inner, outers]) =>
      outers.map((outer) => [inner, outer] as const),
    ),
  ];
  const isMet = new Set(crossings.flatMap(({ pair }) => pair));
  const members = connect(links).filter((group) => [...group].some((shell) => isMet.has(shell)));
  const groupOf = new Map(
    members.flatMap((group, number) => [...group].map((shell) => [shell, number] as const)),
  );
  return {
    groupOf,
    isMet,
    overlapping: members.map((group) =>
      bodiesOf(shells, relations, {
        members: group,
        crossings: crossings.filter(({ pair }) => group.has(pair[0])),
      }),
    ),
  };
}

function bodiesOf(
  { volumesMm3 }: MeasuredShells,
  { containersOf }: ShellRelations,
  group: { readonly members: ReadonlySet<number>; readonly crossings: readonly Crossing[] },
): OverlappingBodies {
  const volumeOf = (shell: number): number => doubleAt(volumesMm3, shell);
  const outers = [...group.members].filter((shell) => volumeOf(shell) > 0);
  const hollowsOf = new Map<number, number[]>(outers.map((outer) => [outer, []]));
  const crossed = new Set(
    group.crossings.flatMap(({ pair: [a, b] }) => [`${a} ${b}`, `${b} ${a}`]),
  );
  const meet = (a: number, b: number): boolean =>
    crossed.has(`${a} ${b}`) ||
    containersOf.get(a)?.includes(b) === true ||
    containersOf.get(b)?.includes(a) === true;
  let isExact = true;
  const bodiesAround = (hollow: number): number[] =>
    (containersOf.get(hollow) ?? []).filter((shell) => volumeOf(shell) > 0);
  const inward = [...group.members].filter((shell) => volumeOf(shell) <= 0);
  // Those that can be a hollow of few bodies choose first.
  inward.sort((a, b) => bodiesAround(a).length - bodiesAround(b).length);
  for (const hollow of inward) {
    const around = bodiesAround(hollow).sort((a, b) => volumeOf(a) - volumeOf(b));
    // Of two hollows that meet, each is one of another body: a place is empty when both are there.
    const body = around
      .map((outer) => hollowsOf.get(outer) ?? [])
      .find((hollows) => !hollows.some((other) => meet(hollow, other)));
    if (body === undefined) isExact = false;
    else body.push(hollow);
  }
  const bodies = [...hollowsOf].map(([outer, hollows]) => ({ outer, hollows }));
  const sumMm3 = bodies
    .flatMap(({ outer, hollows }) => [outer, ...hollows])
    .reduce((sum, shell) => sum + volumeOf(shell), 0);
  return { bodies, sumMm3, places: group.crossings.map(({ place }) => place), isExact };
}

/** The groups that links tie together. */
function connect(links: readonly (readonly [number, number])[]): readonly ReadonlySet<number>[] {
  const groupOf = new Map<number, Set<number>>();
  for (const [a, b] of links) {
    const one = groupOf.get(a) ?? new Set([a]);
    const other = groupOf.get(b) ?? new Set([b]);
    const [large, small] = one.size < other.size ? [other, one] : [one, other];
    for (const shell of small) large.add(shell);
    for (const shell of large === small ? [] : small) groupOf.set(shell, large);
    groupOf.set(a, large).set(b, large);
  }
  return [...new Set(groupOf.values())];
}
