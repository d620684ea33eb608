import { floatAt, numberAt } from './typed-access.ts';

const METRES_PER_MM = 1e-3;
const MAGIC = 0x46546c67;
const VERSION = 2;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const SPACE = 0x20;
const FLOAT = 5126;
const UNSIGNED_INT = 5125;
const ARRAY_BUFFER = 34962;
const ELEMENT_ARRAY_BUFFER = 34963;

/** The vertices that some faces use, with numbers of their own. */
interface Primitive {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
  readonly min: readonly number[];
  readonly max: readonly number[];
}

/**
 * Writes faces as a GLB: in metres and with y upwards, as glTF asks, so a model whose z points up
 * (x, y, z in mm) becomes (x, z, −y) / 1000. Without normals, so that viewers show flat faces.
 *
 * @param positions three coordinates (mm) per vertex
 * @param faces three vertex numbers each
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
 */
export function writeGlb(positions: Float32Array, faces: Uint32Array): Uint8Array<ArrayBuffer> {
  const primitive = primitiveOf(positions, faces);
  const json = new TextEncoder().encode(JSON.stringify(describe(primitive)));
  const jsonBytes = Math.ceil(json.length / 4) * 4;
  const binaryBytes = primitive.positions.byteLength + primitive.indices.byteLength;
  const binaryAt = HEADER_BYTES + CHUNK_HEADER_BYTES + jsonBytes;
  const glb = new Uint8Array(binaryAt + CHUNK_HEADER_BYTES + binaryBytes);
  const view = new DataView(glb.buffer);
  const words = [MAGIC, VERSION, glb.length, jsonBytes, JSON_CHUNK];
  words.forEach((word, i) => {
    view.setUint32(i * 4, word, true);
  });
  glb.fill(SPACE, HEADER_BYTES + CHUNK_HEADER_BYTES, binaryAt);
  glb.set(json, HEADER_BYTES + CHUNK_HEADER_BYTES);
  view.setUint32(binaryAt, binaryBytes, true);
  view.setUint32(binaryAt + 4, BINARY_CHUNK, true);
  const from = binaryAt + CHUNK_HEADER_BYTES;
  glb.set(bytesOf(primitive.positions), from);
  glb.set(bytesOf(primitive.indices), from + primitive.positions.byteLength);
  return glb;
}

function primitiveOf(positions: Float32Array, faces: Uint32Array): Primitive {
  const numberOf = new Map<number, number>();
  const indices = new Uint32Array(faces.length);
  const coordinates: number[] = [];
  for (let i = 0; i < faces.length; i++) {
    const vertex = numberAt(faces, i);
    const number = numberOf.get(vertex) ?? numberOf.size;
    indices[i] = number;
    if (numberOf.has(vertex)) continue;
    numberOf.set(vertex, number);
    const [x, y, z] = [0, 1, 2].map(
      (axis) => floatAt(positions, vertex * 3 + axis) * METRES_PER_MM,
    );
    coordinates.push(x ?? 0, z ?? 0, -(y ?? 0));
  }
  const turned = Float32Array.from(coordinates);
  const along = (axis: number): Float32Array => turned.filter((_, i) => i % 3 === axis);
  const extreme = (of: (a: number, b: number) => number, start: number): readonly number[] =>
    [0, 1, 2].map((axis) => along(axis).reduce((a, b) => of(a, b), start));
  return {
    positions: turned,
    indices,
    min: extreme(Math.min, Infinity),
    max: extreme(Math.max, -Infinity),
  };
}

function describe({ positions, indices, min, max }: Primitive): object {
  const positionBytes = positions.byteLength;
  const count = positions.length / 3;
  return {
    asset: { version: '2.0', generator: 'karat' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: FLOAT, type: 'VEC3', count, min, max },
      { bufferView: 1, componentType: UNSIGNED_INT, type: 'SCALAR', count: indices.length },
    ],
    bufferViews: [
      { buffer: 0, byteLength: positionBytes, target: ARRAY_BUFFER },
      {
        buffer: 0,
        byteOffset: positionBytes,
        byteLength: indices.byteLength,
        target: ELEMENT_ARRAY_BUFFER,
      },
    ],
    buffers: [{ byteLength: positionBytes + indices.byteLength }],
  };
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
