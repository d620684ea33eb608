import {
  SAMPLE_PLACES,
  type MeshDefect,
  type MeshDefectCode,
  type Place,
} from './mesh-analysis.ts';

/** Collects defects of a mesh as they are met. */
export interface DefectTally {
  /** Counts one; `place` is only asked for while samples are wanted. */
  readonly add: (code: MeshDefectCode, place: () => Place) => void;
  /** All kinds met, in the order in which they are declared here. */
  readonly defects: () => readonly MeshDefect[];
}

const SEVERITY: Readonly<Record<MeshDefectCode, MeshDefect['severity']>> = {
  'non-finite': 'refuse',
  'open-edge': 'refuse',
  'non-manifold-edge': 'refuse',
  flipped: 'refuse',
  'negative-volume': 'refuse',
  'zero-volume': 'refuse',
  duplicate: 'refuse',
  // A face without area prints as nothing; what is wrong around it shows in the edges.
  degenerate: 'warn',
  // What overlaps is charged once, so the customer loses nothing; but was it meant?
  'self-overlap': 'warn',
  'thin-wall': 'warn',
  'implausible-size': 'warn',
};

/** An empty tally. */
export function createDefectTally(): DefectTally {
  const counts = new Map<MeshDefectCode, { count: number; sample: Place[] }>();

  function add(code: MeshDefectCode, place: () => Place): void {
    const entry = counts.get(code) ?? { count: 0, sample: [] };
    entry.count += 1;
    if (entry.sample.length < SAMPLE_PLACES) entry.sample.push(place());
    counts.set(code, entry);
  }

  function defects(): readonly MeshDefect[] {
    return Object.entries(SEVERITY).flatMap(([name, severity]) => {
      // The keys of SEVERITY are exactly the codes; Object.entries forgets that.
      const code = name as MeshDefectCode;
      const entry = counts.get(code);
      return entry === undefined ? [] : [{ code, severity, ...entry }];
    });
  }

  return { add, defects };
}
