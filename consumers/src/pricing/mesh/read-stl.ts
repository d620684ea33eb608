import { describeFile } from './describe-file.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import { looksLikeAsciiStl, readAsciiStl } from './read-ascii-stl.ts';
import {
  binaryStlBytes,
  declaredTriangles,
  isBinaryStl,
  looksLikeBinaryStl,
  readBinaryStl,
} from './read-binary-stl.ts';
import type { TriangleSoup } from './triangle-soup.ts';

/**
 * Reads an STL file of either kind; the kind is told from the content alone.
 *
 * Binary is decided by the size, never by the header: many exporters begin a binary file with
 * "solid" too.
 *
 * @see https://en.wikipedia.org/wiki/STL_(file_format)
 */
export function readStl(file: Buffer): MeshOutcome<TriangleSoup> {
  if (file.length > MESH_LIMITS.maxBytes) {
    return refuseMesh(
      'too-large',
      `Expected at most ${MESH_LIMITS.maxBytes} bytes, got ${file.length}`,
    );
  }
  if (isBinaryStl(file)) return readBinaryStl(file);
  if (looksLikeAsciiStl(file)) return readAsciiStl(file);
  if (looksLikeBinaryStl(file)) return refuseWrongSize(file);
  return refuseMesh('not-a-mesh', `Expected a binary or ASCII STL, got ${describeFile(file)}`);
}

function refuseWrongSize(file: Buffer): MeshOutcome<never> {
  const triangles = declaredTriangles(file);
  const expectedBytes = binaryStlBytes(triangles);
  return refuseMesh(
    file.length < expectedBytes ? 'truncated' : 'malformed',
    `Expected 84 + 50·${triangles} = ${expectedBytes} bytes, got ${file.length}`,
  );
}
