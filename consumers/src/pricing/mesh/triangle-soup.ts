/**
 * Triangles as read from a file, not yet knowing their neighbours.
 *
 * Nine numbers (mm) per triangle: x, y, z of each of its three corners. Single precision, because
 * that is what binary STL holds, so equal corners are equal bits.
 */
export interface TriangleSoup {
  readonly corners: Float32Array;
  readonly triangles: number;
}
