import type { GltfAccessor, GltfDocument, GltfPrimitive } from './gltf-document.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh, tooManyTriangles } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';
import type { TriangleSource } from './place-triangles.ts';

const FLOAT = 5126;
const INDEX_BYTES: ReadonlyMap<number, number> = new Map([
  [5121, 1],
  [5123, 2],
  [5125, 4],
]);
const TRIANGLES = 4;
const STRIP = 5;
const FAN = 6;

/** Numbers of an accessor, found to lie within the file. */
interface Numbers {
  readonly count: number;
  /** Of the first element, in bytes from the start of the chunk. */
  readonly start: number;
  readonly stride: number;
}

/**
 * The triangles of a primitive, read where they lie; null for points and lines.
 *
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#meshes
 */
export function readPrimitive(
  primitive: GltfPrimitive,
  gltf: GltfDocument,
  binary: Buffer,
): MeshOutcome<TriangleSource | null> {
  if (primitive.unsupported !== null) return unsupported(primitive.unsupported);
  if (![TRIANGLES, STRIP, FAN].includes(primitive.mode) || primitive.position === null) {
    return { ok: true, value: null };
  }
  const position = gltf.accessors[primitive.position];
  if (position === undefined)
    return refuseMesh('malformed', missing('accessor', primitive.position));
  if (position.componentType !== FLOAT) return unsupported('positions that are not of float');
  if (position.type !== 'VEC3')
    return refuseMesh('malformed', 'Expected positions of VEC3, got another type');
  const vertices = locate(position, 12, { gltf, binary });
  if (!vertices.ok) return vertices;
  const order = readOrder(primitive.indices, vertices.value.count, { gltf, binary });
  if (!order.ok) return order;
  return assemble(primitive.mode, order.value, coordinatesOf(vertices.value, binary));
}

interface Place {
  readonly gltf: GltfDocument;
  readonly binary: Buffer;
}

/** The vertices in the order of the faces. */
interface Order {
  readonly count: number;
  readonly vertexAt: (place: number) => number;
}

function readOrder(index: number | null, vertices: number, place: Place): MeshOutcome<Order> {
  if (index === null) return { ok: true, value: { count: vertices, vertexAt: (at) => at } };
  const accessor = place.gltf.accessors[index];
  if (accessor === undefined) return refuseMesh('malformed', missing('accessor', index));
  const bytes = INDEX_BYTES.get(accessor.componentType);
  if (bytes === undefined || accessor.type !== 'SCALAR') {
    return refuseMesh('malformed', 'Expected indices of 1, 2 or 4 bytes, got another type');
  }
  const located = locate(accessor, bytes, place);
  if (!located.ok) return located;
  const { count, start, stride } = located.value;
  if (count > MESH_LIMITS.maxTriangles * 3) return tooManyTriangles(count / 3);
  const vertexAt = (at: number): number => place.binary.readUIntLE(start + at * stride, bytes);
  for (let at = 0; at < count; at++) {
    if (vertexAt(at) < vertices) continue;
    return refuseMesh('malformed', `Expected indices below ${vertices}, got ${vertexAt(at)}`);
  }
  return { ok: true, value: { count, vertexAt } };
}

function locate(accessor: GltfAccessor, bytes: number, place: Place): MeshOutcome<Numbers> {
  if (accessor.isSparse) return unsupported('sparse accessors');
  const view = place.gltf.views[accessor.view ?? -1];
  if (view === undefined) return refuseMesh('malformed', missing('buffer view', accessor.view));
  if (view.isCompressed) return unsupported('EXT_meshopt_compression');
  if (view.buffer !== 0) return unsupported('more than one buffer');
  const { count, offset } = accessor;
  const stride = view.stride || bytes;
  const end = offset + stride * (count - 1) + bytes;
  const room = Math.min(place.gltf.bufferBytes, place.binary.length) - view.offset;
  if (stride >= bytes && end <= view.bytes && view.bytes <= room) {
    return { ok: true, value: { count, start: view.offset + offset, stride } };
  }
  const expected = `Expected ${count} elements, one every ${stride} bytes, in a view of ${view.bytes}`;
  return refuseMesh('malformed', `${expected}, got room for ${Math.max(room, 0)} bytes`);
}

function coordinatesOf({ start, stride }: Numbers, binary: Buffer): TriangleSource['coordinateOf'] {
  const view = new DataView(binary.buffer, binary.byteOffset, binary.byteLength);
  return (vertex, axis) => view.getFloat32(start + vertex * stride + axis * 4, true);
}

function assemble(
  mode: number,
  { count, vertexAt }: Order,
  coordinateOf: TriangleSource['coordinateOf'],
): MeshOutcome<TriangleSource> {
  if (mode === TRIANGLES) {
    if (count % 3 !== 0) {
      return refuseMesh('malformed', `Expected a multiple of 3 corners, got ${count}`);
    }
    const vertexOf = (triangle: number, corner: number): number => vertexAt(triangle * 3 + corner);
    return { ok: true, value: { triangles: count / 3, vertexOf, coordinateOf } };
  }
  const triangles = Math.max(count - 2, 0);
  const vertexOf = mode === STRIP ? stripOrder(vertexAt) : fanOrder(vertexAt);
  return { ok: true, value: { triangles, vertexOf, coordinateOf } };
}

/** Every second triangle of a strip names its last two corners the other way round. */
function stripOrder(vertexAt: Order['vertexAt']): TriangleSource['vertexOf'] {
  return (triangle, corner) => {
    if (corner === 0) return vertexAt(triangle);
    const isOdd = triangle % 2 === 1;
    return vertexAt(triangle + ((corner === 1) === isOdd ? 2 : 1));
  };
}

function fanOrder(vertexAt: Order['vertexAt']): TriangleSource['vertexOf'] {
  return (triangle, corner) => vertexAt(corner === 0 ? 0 : triangle + corner);
}

function missing(kind: string, index: number | null): string {
  return `Expected ${kind} ${index ?? 'of an accessor'}, got none`;
}

function unsupported(what: string): MeshOutcome<never> {
  return refuseMesh('unsupported', `Expected a glTF without ${what}, got one with it`);
}
