import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { TriangleSoup } from './triangle-soup.ts';

const HEADER_BYTES = 80;
const PREAMBLE_BYTES = HEADER_BYTES + 4;
const FACET_BYTES = 50;
const NORMAL_BYTES = 12;
const PROBED_FACETS = 16;
/** No coordinate of a model is this far out (mm); random bytes read as floats usually are. */
const FARTHEST_MM = 1e6;

/** The number of triangles that a binary STL states in its preamble; 0 for a file too short to have one. */
export function declaredTriangles(file: Buffer): number {
  return file.length < PREAMBLE_BYTES ? 0 : file.readUInt32LE(HEADER_BYTES);
}

/** The exact size in bytes of a binary STL of so many triangles. */
export function binaryStlBytes(triangles: number): number {
  return PREAMBLE_BYTES + FACET_BYTES * triangles;
}

/** Whether a file is exactly as long as the number of triangles in its preamble says. */
export function isBinaryStl(file: Buffer): boolean {
  return file.length >= PREAMBLE_BYTES && file.length === binaryStlBytes(declaredTriangles(file));
}

/**
 * Whether a file whose size is not that of a binary STL seems to be one nevertheless (cut off, or
 * with bytes after its end): its first facets hold coordinates that a model could have.
 */
export function looksLikeBinaryStl(file: Buffer): boolean {
  const declared = declaredTriangles(file);
  if (declared <= 0 || binaryStlBytes(declared) > 2 ** 32) return false;
  const whole = Math.floor((file.length - PREAMBLE_BYTES) / FACET_BYTES);
  if (whole === 0) return declared <= MESH_LIMITS.maxTriangles;
  for (let facet = 0; facet < Math.min(whole, declared, PROBED_FACETS); facet++) {
    if (!isPlausibleFacet(file, binaryStlBytes(facet))) return false;
  }
  return true;
}

/** Reads a binary STL whose size has been found right; normals are not believed and not kept. */
export function readBinaryStl(file: Buffer): MeshOutcome<TriangleSoup> {
  const triangles = declaredTriangles(file);
  if (triangles === 0) return refuseMesh('empty-mesh', 'Expected at least 1 triangle, got 0');
  if (triangles > MESH_LIMITS.maxTriangles) {
    return refuseMesh(
      'too-many-triangles',
      `Expected at most ${MESH_LIMITS.maxTriangles} triangles, got ${triangles}`,
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const corners = new Float32Array(triangles * 9);
  for (let facet = 0, to = 0; facet < triangles; facet++) {
    let from = PREAMBLE_BYTES + facet * FACET_BYTES + NORMAL_BYTES;
    for (let i = 0; i < 9; i++, from += 4) corners[to++] = view.getFloat32(from, true);
  }
  return { ok: true, value: { corners, triangles } };
}

function isPlausibleFacet(file: Buffer, from: number): boolean {
  for (let i = 0; i < 12; i++) {
    const size = Math.abs(file.readFloatLE(from + 4 * i));
    // The first three are the normal: a unit vector, or not a number where the facet has no area.
    if (i < 3 ? size > 2 : !(size < FARTHEST_MM)) return false;
  }
  return true;
}
