import { MESH_LIMITS } from './mesh-limits.ts';

/** A place in the model, in its own coordinates (mm). */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What can be wrong with a mesh; published in reasons of `PricingFailed`, so the names are a format. */
export type MeshDefectCode =
  | 'open-edge'
  | 'non-manifold-edge'
  | 'flipped'
  | 'degenerate'
  | 'duplicate'
  | 'non-finite'
  | 'negative-volume'
  | 'zero-volume'
  | 'self-overlap'
  | 'thin-wall'
  | 'implausible-size';

/** One kind of defect of a mesh: how often it occurs and where the first few are. */
export interface MeshDefect {
  readonly code: MeshDefectCode;
  /** `refuse`: the model cannot be printed; `warn`: it can, and somebody should look. */
  readonly severity: 'refuse' | 'warn';
  /** How many edges, faces, bodies, pairs of bodies or sampled places (1…) have it. */
  readonly count: number;
  /** Up to `SAMPLE_PLACES` of them. */
  readonly sample: readonly Place[];
}

/** Everything that pricing needs to know of a mesh; lengths in mm, one entry per kind of defect. */
export interface MeshAnalysis {
  /** Signed volume of the faces; means something only when `watertight` and nothing is `flipped`. */
  readonly volumeMm3: number;
  /**
   * Volume of what is made of metal, and so is charged: where bodies overlap it counts once, and a
   * hollow (a shell turned inside out within another) counts as hollow. Like `volumeMm3` it means
   * something only for a mesh that is not refused.
   */
  readonly solidVolumeMm3: number;
  readonly areaMm2: number;
  readonly boundingBoxMm: Place;
  readonly triangles: number;
  /** Every edge belongs to exactly two faces. */
  readonly watertight: boolean;
  /** Groups of faces that share no vertex with each other. */
  readonly shells: number;
  /** How thick the walls are; null when not measured, or not to be measured. */
  readonly minWallMm: WallThickness | null;
  readonly defects: readonly MeshDefect[];
}

/** Thickness of the walls at places all over the surface, measured straight inwards, in mm. */
export interface WallThickness {
  /** The thinnest place found; near a sharp edge there is always one. */
  readonly p0: number;
  /** A hundredth of the surface is thinner. */
  readonly p1: number;
}

/** How many places of one kind of defect are reported. */
export const SAMPLE_PLACES = 5;

/** Why a file could not be read as a mesh; published like `MeshDefectCode`, so the names are a format. */
export type MeshRefusalCode =
  | 'not-a-mesh'
  | 'truncated'
  | 'malformed'
  | 'empty-mesh'
  | 'too-large'
  | 'too-many-triangles'
  /** The file may be right; it uses a part of its format that we do not read. */
  | 'unsupported'
  /** A compressed file that grows out of proportion: a zip bomb, or as good as one. */
  | 'inflates-too-far';

/** A refusal to read a file: what was expected and what was got. */
export interface MeshRefusal {
  readonly code: MeshRefusalCode;
  readonly detail: string;
}

/** Either a value or the refusal to give it. */
export type MeshOutcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: MeshRefusal };

/** A `MeshOutcome` that refuses. */
export function refuseMesh(code: MeshRefusalCode, detail: string): MeshOutcome<never> {
  return { ok: false, refusal: { code, detail } };
}

/** The refusal of a mesh of more triangles than {@link MESH_LIMITS} allows. */
export function tooManyTriangles(triangles: number): MeshOutcome<never> {
  const expected = `Expected at most ${MESH_LIMITS.maxTriangles} triangles`;
  return refuseMesh('too-many-triangles', `${expected}, got ${Math.floor(triangles)}`);
}
