import { readGlbChunks } from './glb-chunks.ts';
import { parseGltf, type GltfDocument } from './gltf-document.ts';
import { readPrimitive } from './gltf-primitive.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh, tooManyTriangles } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import { millimetresPer } from './model-unit.ts';
import { placeTriangles, type TriangleSource } from './place-triangles.ts';
import { combine, scaling, type Transform } from './transform.ts';
import type { TriangleSoup } from './triangle-soup.ts';

/** A mesh at its place in the scene. */
interface PlacedMesh {
  readonly mesh: number;
  readonly transform: Transform;
}

/**
 * Reads all meshes of the scene of a GLB; metres become millimetres, axes stay (y is up).
 *
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html
 */
export function readGlb(file: Buffer): MeshOutcome<TriangleSoup> {
  const chunks = readGlbChunks(file);
  if (!chunks.ok) return chunks;
  const gltf = parseGltf(chunks.value.json);
  if (!gltf.ok) return gltf;
  const placed = walkScene(gltf.value);
  if (!placed.ok) return placed;
  const sources = readMeshes(gltf.value, placed.value, chunks.value.binary);
  return sources.ok ? assemble(placed.value, sources.value) : sources;
}

/**
 * Finds the meshes of a scene from its roots down.
 *
 * A node has one parent at the most; so a node met twice is a circle or worse, and the walk is no
 * longer than the list of nodes.
 */
function walkScene({ roots, nodes }: GltfDocument): MeshOutcome<readonly PlacedMesh[]> {
  const placed: PlacedMesh[] = [];
  const met = new Uint8Array(nodes.length);
  const outermost = scaling(millimetresPer('m'));
  const open = roots.map((node) => ({ node, outer: outermost, depth: 1 }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node: index, outer, depth } = next;
    const node = nodes[index];
    if (node === undefined || met[index] === 1) {
      const got = node === undefined ? 'none' : 'it twice';
      return refuseMesh('malformed', `Expected node ${index} once in the scene, got ${got}`);
    }
    met[index] = 1;
    if (depth > MESH_LIMITS.maxNesting) {
      return refuseMesh(
        'too-large',
        `Expected nodes at most ${MESH_LIMITS.maxNesting} deep, got more`,
      );
    }
    if (node.unsupported !== null) {
      return refuseMesh(
        'unsupported',
        `Expected a glTF without ${node.unsupported}, got one with it`,
      );
    }
    const transform = combine(node.transform, outer);
    if (node.mesh !== null) placed.push({ mesh: node.mesh, transform });
    for (const child of node.children)
      open.push({ node: child, outer: transform, depth: depth + 1 });
  }
  return { ok: true, value: placed };
}

type Sources = ReadonlyMap<number, readonly TriangleSource[]>;

function readMeshes(
  gltf: GltfDocument,
  placed: readonly PlacedMesh[],
  binary: Buffer,
): MeshOutcome<Sources> {
  const sources = new Map<number, readonly TriangleSource[]>();
  let triangles = 0;
  for (const { mesh } of placed) {
    if (sources.has(mesh)) continue;
    const primitives = gltf.meshes[mesh];
    if (primitives === undefined) return refuseMesh('malformed', `Expected mesh ${mesh}, got none`);
    const found: TriangleSource[] = [];
    for (const primitive of primitives) {
      const source = readPrimitive(primitive, gltf, binary);
      if (!source.ok) return source;
      if (source.value === null || source.value.triangles === 0) continue;
      found.push(source.value);
      // Reading a primitive looks at each index, and a thousand may share one list.
      triangles += source.value.triangles;
      if (triangles > MESH_LIMITS.maxTriangles) return tooManyTriangles(triangles);
    }
    sources.set(mesh, found);
  }
  return { ok: true, value: sources };
}

/** Counts before it makes: a few bytes can place one mesh very often. */
function assemble(placed: readonly PlacedMesh[], sources: Sources): MeshOutcome<TriangleSoup> {
  let triangles = 0;
  for (const { mesh } of placed) {
    for (const source of sources.get(mesh) ?? []) triangles += source.triangles;
  }
  if (triangles === 0) return refuseMesh('empty-mesh', 'Expected at least 1 triangle, got 0');
  if (triangles > MESH_LIMITS.maxTriangles) return tooManyTriangles(triangles);
  const corners = new Float32Array(triangles * 9);
  let after = 0;
  for (const { mesh, transform } of placed) {
    for (const source of sources.get(mesh) ?? []) {
      placeTriangles(source, { transform, corners, after });
      after += source.triangles;
    }
  }
  return { ok: true, value: { corners, triangles } };
}
