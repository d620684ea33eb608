import { createGrowableFloats, createGrowableIndices } from './growable-numbers.ts';
import type { MeshOutcome, MeshRefusalCode } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import { createTextCursor, type TextCursor } from './text-cursor.ts';
import type { TriangleSoup } from './triangle-soup.ts';

const SNIFFED_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/** Whether a file is text with a vertex or a face of an OBJ near its start. */
export function looksLikeObj(file: Buffer): boolean {
  const start = file.toString('latin1', 0, SNIFFED_BYTES);
  return !start.includes('\0') && /(^|[\r\n])(\xef\xbb\xbf)?[ \t]*[vf][ \t]+[-+.\d]/.test(start);
}

/**
 * Reads the vertices and faces of a Wavefront OBJ; all else (normals, textures, groups, lines,
 * free-form surfaces) is passed over.
 *
 * A polygon becomes a fan around its first corner. Signed volume is right for any flat polygon, and
 * area for a convex one; the area of a concave one comes out too large.
 *
 * @see https://www.loc.gov/preservation/digital/formats/fdd/fdd000507.shtml
 */
export function readObj(file: Buffer, millimetres: number): MeshOutcome<TriangleSoup> {
  const cursor = createTextCursor(file);
  const obj = createObj();
  while (!cursor.isAtEnd()) {
    const start = cursor.at();
    const keyword = cursor.isAtLineEnd() ? '' : cursor.word();
    const problem =
      keyword === 'v' ? readVertex(cursor, obj) : keyword === 'f' ? readFace(cursor, obj) : null;
    if (problem !== null) return refuseAt(file, start, problem);
    cursor.skipLine();
  }
  if (obj.indices.length() === 0)
    return refuseMesh('empty-mesh', 'Expected at least 1 face, got 0');
  const vertices = obj.coordinates.length() / 3;
  // A face may stand before its vertices, so only now is it known whether it has them.
  if (obj.farthest.vertex > vertices) {
    return refuseAt(file, obj.farthest.at, outOfRange(obj.farthest.vertex, vertices));
  }
  return { ok: true, value: gather(obj, millimetres) };
}

type Problem = readonly [code: MeshRefusalCode, expected: string, got: string];
type Obj = ReturnType<typeof createObj>;

function createObj() {
  return {
    coordinates: createGrowableFloats(),
    /** Vertices (0…), three to a triangle. */
    indices: createGrowableIndices(),
    /** The highest vertex (1…) that a face names, and where that is. */
    farthest: { vertex: 0, at: 0 },
  };
}

function readVertex(cursor: TextCursor, { coordinates }: Obj): Problem | null {
  for (let i = 0; i < 3; i++) {
    const value = cursor.decimal();
    if (!Number.isFinite(value)) return ['malformed', 'a vertex of 3 numbers', 'something else'];
    coordinates.push(value);
  }
  if (coordinates.length() <= MESH_LIMITS.maxVertices * 3) return null;
  return ['too-large', `at most ${MESH_LIMITS.maxVertices} vertices`, 'more'];
}

function readFace(cursor: TextCursor, obj: Obj): Problem | null {
  const start = cursor.at();
  let first = -1;
  let previous = -1;
  let corners = 0;
  for (; !cursor.isAtLineEnd(); corners++) {
    const vertex = absolute(cursor.integer(), obj.coordinates.length() / 3);
    if (!(vertex >= 1 && vertex <= MESH_LIMITS.maxVertices)) {
      return outOfRange(vertex, obj.coordinates.length() / 3);
    }
    if (vertex > obj.farthest.vertex) obj.farthest = { vertex, at: start };
    if (corners >= 2) pushTriangle(obj, [first, previous, vertex]);
    if (corners === 0) first = vertex;
    previous = vertex;
    if (obj.indices.length() > MESH_LIMITS.maxTriangles * 3) {
      return ['too-many-triangles', `at most ${MESH_LIMITS.maxTriangles} triangles`, 'more'];
    }
  }
  return corners >= 3 ? null : ['malformed', 'a face of at least 3 corners', String(corners)];
}

function pushTriangle({ indices }: Obj, vertices: readonly [number, number, number]): void {
  for (const vertex of vertices) indices.push(vertex - 1);
}

/** A negative number counts back from the last vertex so far. */
function absolute(vertex: number, vertices: number): number {
  return vertex < 0 ? vertices + 1 + vertex : vertex;
}

function outOfRange(vertex: number, vertices: number): Problem {
  return ['malformed', `a face of vertices from 1 to ${vertices}`, String(vertex)];
}

function gather({ coordinates, indices }: Obj, millimetres: number): TriangleSoup {
  const from = coordinates.values();
  const vertices = indices.values();
  const corners = new Float32Array(vertices.length * 3);
  for (let i = 0, to = 0; i < vertices.length; i++) {
    const at = (vertices[i] ?? 0) * 3;
    for (let axis = 0; axis < 3; axis++) corners[to++] = (from[at + axis] ?? 0) * millimetres;
  }
  return { corners, triangles: vertices.length / 3 };
}

function refuseAt(file: Buffer, at: number, problem: Problem): MeshOutcome<never> {
  const [code, expected, got] = problem;
  let line = 1;
  for (let i = file.indexOf(NEWLINE); i !== -1 && i < at; i = file.indexOf(NEWLINE, i + 1)) {
    line += 1;
  }
  return refuseMesh(code, `Expected ${expected} on line ${line}, got ${got}`);
}
