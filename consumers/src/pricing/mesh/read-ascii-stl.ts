import { createTokenScanner, type TokenScanner } from './token-scanner.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { TriangleSoup } from './triangle-soup.ts';

const SNIFFED_BYTES = 4096;
/** The shortest text of a facet has 86 characters: it bounds the room that the corners can need. */
const SHORTEST_FACET_BYTES = 80;
const SKIPPED = Symbol('a number that is not kept');
const COORDINATE = Symbol('a coordinate');
const VERTEX = ['vertex', COORDINATE, COORDINATE, COORDINATE] as const;
/** What follows the word "facet". */
const FACET = [
  ...['normal', SKIPPED, SKIPPED, SKIPPED, 'outer', 'loop'],
  ...[...VERTEX, ...VERTEX, ...VERTEX],
  ...['endloop', 'endfacet'],
];
/** What C's printf writes, on Unix and on Windows, for what is no number. */
const NON_FINITE = /^[+-]?(nan|inf|1\.#)/i;

/** Whether a file is text that begins like an ASCII STL. */
export function looksLikeAsciiStl(file: Buffer): boolean {
  const start = file.toString('latin1', 0, SNIFFED_BYTES);
  return (
    !start.includes('\0') && /^(\xef\xbb\xbf)?\s*solid\b[^]*?\b(facet|endsolid)\b/i.test(start)
  );
}

/**
 * Reads an ASCII STL with any number of solids.
 *
 * A file without `endsolid` at its end was cut off: there is no other way to tell, and half a ring
 * must not be priced.
 */
export function readAsciiStl(file: Buffer): MeshOutcome<TriangleSoup> {
  const scanner = createTokenScanner(file);
  const room = Math.floor(file.length / SHORTEST_FACET_BYTES) + 1;
  const corners = new Float32Array(room * 9);
  let triangles = 0;
  let open = false;
  for (let word = scanner.next(); word !== null; word = scanner.next()) {
    const keyword = word.toLowerCase();
    if (keyword === 'solid' || keyword === 'endsolid') {
      open = keyword === 'solid';
      scanner.skipLine();
    } else if (keyword === 'facet' && open) {
      const refusal = readFacet(scanner, corners, triangles * 9);
      if (refusal !== null) return refusal;
      triangles += 1;
    } else {
      return malformed(scanner, open ? 'facet or endsolid' : 'solid', word);
    }
  }
  if (open) return truncated(scanner, 'endsolid');
  return limited({ corners: corners.subarray(0, triangles * 9), triangles });
}

function readFacet(
  scanner: TokenScanner,
  corners: Float32Array,
  from: number,
): MeshOutcome<never> | null {
  let at = from;
  for (const expected of FACET) {
    const word = scanner.next();
    if (word === null) return truncated(scanner, nameOf(expected));
    if (typeof expected === 'string') {
      if (word.toLowerCase() !== expected) return malformed(scanner, expected, word);
    } else if (expected === COORDINATE) {
      const value = Number(word);
      if (Number.isNaN(value) && !NON_FINITE.test(word)) {
        return malformed(scanner, nameOf(expected), word);
      }
      corners[at++] = value;
    }
  }
  return null;
}

function limited(soup: TriangleSoup): MeshOutcome<TriangleSoup> {
  if (soup.triangles === 0) return refuseMesh('empty-mesh', 'Expected at least 1 triangle, got 0');
  if (soup.triangles <= MESH_LIMITS.maxTriangles) return { ok: true, value: soup };
  return refuseMesh(
    'too-many-triangles',
    `Expected at most ${MESH_LIMITS.maxTriangles} triangles, got ${soup.triangles}`,
  );
}

function nameOf(expected: string | symbol): string {
  return typeof expected === 'string' ? expected : 'a number';
}

function truncated(scanner: TokenScanner, expected: string): MeshOutcome<never> {
  return refuseMesh(
    'truncated',
    `Expected ${expected} on line ${scanner.line()}, got the end of the file`,
  );
}

function malformed(scanner: TokenScanner, expected: string, got: string): MeshOutcome<never> {
  return refuseMesh(
    'malformed',
    `Expected ${expected} on line ${scanner.line()}, got "${got.slice(0, 32)}"`,
  );
}
