import { createGrowableFloats, createGrowableIndices } from './growable-numbers.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh, tooManyTriangles } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { Budget3mf, Mesh3mf } from './model-3mf.ts';
import type { XmlAttributes } from './read-xml.ts';

/** Collects the vertices and triangles of one mesh after the other. */
export interface MeshBuilder3mf {
  readonly addVertex: (attributes: XmlAttributes) => MeshOutcome<never> | null;
  readonly addTriangle: (attributes: XmlAttributes) => MeshOutcome<never> | null;
  /** The mesh of the object that ends here; the next one begins empty. */
  readonly finish: (objectId: string) => MeshOutcome<Mesh3mf>;
}

const VERTEX = ['x', 'y', 'z'] as const;
const TRIANGLE = ['v1', 'v2', 'v3'] as const;

/** Makes a builder for the meshes of one model part; `budget` counts on from part to part. */
export function createMeshBuilder(name: string, budget: Budget3mf): MeshBuilder3mf {
  let coordinates = createGrowableFloats();
  let indices = createGrowableIndices();
  let highest = -1;

  function addVertex(attributes: XmlAttributes): MeshOutcome<never> | null {
    for (const axis of VERTEX) {
      const value = decimalOf(attributes[axis]);
      if (!Number.isFinite(value))
        return malformed(`a number as ${axis} of a vertex`, attributes[axis]);
      coordinates.push(value);
    }
    budget.vertices += 1;
    if (budget.vertices <= MESH_LIMITS.maxVertices) return null;
    return refuseMesh(
      'too-large',
      `Expected at most ${MESH_LIMITS.maxVertices} vertices, got more`,
    );
  }

  function addTriangle(attributes: XmlAttributes): MeshOutcome<never> | null {
    for (const corner of TRIANGLE) {
      const vertex = decimalOf(attributes[corner]);
      if (!(Number.isInteger(vertex) && vertex >= 0 && vertex <= MESH_LIMITS.maxVertices)) {
        return malformed(`a vertex as ${corner} of a triangle`, attributes[corner]);
      }
      if (vertex > highest) highest = vertex;
      indices.push(vertex);
    }
    budget.triangles += 1;
    return budget.triangles <= MESH_LIMITS.maxTriangles ? null : tooManyTriangles(budget.triangles);
  }

  function finish(objectId: string): MeshOutcome<Mesh3mf> {
    const vertices = coordinates.length() / 3;
    if (highest >= vertices) {
      const expected = `triangles of the ${vertices} vertices of object ${objectId.slice(0, 32)}`;
      return malformed(expected, String(highest));
    }
    const mesh = { coordinates: coordinates.values(), indices: indices.values() };
    if (vertices > 0) coordinates = createGrowableFloats();
    if (mesh.indices.length > 0) indices = createGrowableIndices();
    highest = -1;
    return { ok: true, value: mesh };
  }

  function malformed(expected: string, got = 'nothing'): MeshOutcome<never> {
    return refuseMesh('malformed', `Expected ${expected} in ${name}, got "${got.slice(0, 32)}"`);
  }

  return { addVertex, addTriangle, finish };
}

function decimalOf(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}
