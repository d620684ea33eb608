/**
 * Limits of the analysis of a mesh.
 *
 * Those of overlapping shells count work and not time, so that a model has the same price on a busy
 * machine as on an idle one; together they take a few seconds at the most.
 */
export const ANALYSIS_LIMITS = {
  /** A wall that is thinner at a hundredth of the surface may not fill when it is cast, mm. */
  minWallMm: 0.3,
  /** Places at which the thickness of walls is sampled. */
  wallSamples: 4_000,
  /** Pairs of shells whose boxes meet that are looked at. */
  maxShellPairs: 10_000,
  /** Boxes of shells that are compared to find such pairs. */
  maxBoxComparisons: 20_000_000,
  /** Pairs of faces that are looked at to tell whether shells cross. */
  maxFacePairs: 4_000_000,
  /** Faces of the shells that are united. */
  maxUnitedTriangles: 600_000,
  /** Faces of a preview. */
  previewTriangles: 20_000,
} as const;

/** Less than this (mm³) is rounding, not a body: 1 µg of gold. */
export const SMALLEST_VOLUME_MM3 = 1e-4;
