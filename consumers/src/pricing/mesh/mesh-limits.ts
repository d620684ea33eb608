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
  /** Three for every triangle: more cannot all be used. */
  maxVertices: 6_000_000,
  /** What all parts of a zip may inflate to together, bytes. */
  maxInflatedBytes: 512 * 1024 * 1024,
  /** How many bytes one compressed byte may become, once a part is over `freelyInflatedBytes`. */
  maxInflationRatio: 200,
  /** A short part may be as repetitive as it likes. */
  freelyInflatedBytes: 1024 * 1024,
  /** Files in a zip. */
  maxZipEntries: 10_000,
  /** A tag, comment or other piece of XML, bytes: the parser keeps it whole. */
  maxXmlPieceBytes: 1024 * 1024,
  /** Tags open at once in XML. */
  maxXmlDepth: 64,
  /** Objects, components and build items of a 3MF together; elements of lists of a GLB. */
  maxObjects: 100_000,
  /** JSON of a GLB, bytes: parsed, it takes up to twenty times as much. */
  maxJsonBytes: 4 * 1024 * 1024,
  /** Parts within parts: components of a 3MF, nodes of a GLB. */
  maxNesting: 64,
  /** Times that parts are placed, at any depth. */
  maxInstances: 200_000,
  /** A model whose longest side is shorter is hardly jewellery, or not in millimetres. */
  minPlausibleMm: 1,
  /** A model whose longest side is longer is hardly jewellery, or not in millimetres. */
  maxPlausibleMm: 300,
} as const;
