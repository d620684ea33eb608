/**
 * Limits of what is read as a model.
 *
 * Typed arrays of a mesh lie outside the JavaScript heap, which a worker's memory cap does not
 * count; so it is these limits that bound the memory of an analysis (about 350 MB at the most).
 *
 * @see https://nodejs.org/api/worker_threads.html#new-workerfilename-options (`resourceLimits`)
 */
export const MESH_LIMITS = {
  /** Size of a model file, bytes. */
  maxBytes: 128 * 1024 * 1024,
  maxTriangles: 2_000_000,
  /** A model whose longest side is shorter is hardly jewellery, or not in millimetres. */
  minPlausibleMm: 1,
  /** A model whose longest side is longer is hardly jewellery, or not in millimetres. */
  maxPlausibleMm: 300,
} as const;
