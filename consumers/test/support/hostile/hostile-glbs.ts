import { boxTriangles } from '../meshes.ts';
import {
  glbFile,
  glbOfChunks,
  glbParts,
  indexed,
  meshGlb,
  type GlbParts,
} from '../written-models.ts';
import { harmless, hostile, type HostileModel } from './hostile-model.ts';

const BOX = indexed(boxTriangles([0.01, 0.02, 0.03]));
type Json = GlbParts['json'];

function changed(change: (json: Json) => void): Buffer {
  const { json, binary } = glbParts(BOX);
  change(json);
  return glbFile(json, binary);
}

function withField(
  list: 'accessors' | 'bufferViews' | 'buffers' | 'nodes',
  fields: object,
): Buffer {
  return changed((json) => {
    Object.assign(json[list][0] ?? {}, fields);
  });
}

function withPrimitive(fields: object): Buffer {
  return changed((json) => {
    Object.assign(json.meshes[0]?.primitives[0] ?? {}, fields);
  });
}

function withNodes(nodes: Record<string, unknown>[]): Buffer {
  return changed((json) => {
    json.nodes = nodes;
  });
}

function rewritten(at: number, value: number): Buffer {
  const file = meshGlb(BOX);
  file.writeUInt32LE(value, at);
  return file;
}

/** GLB files that lie about where things are. */
export function hostileGlbs(): readonly HostileModel[] {
  return [...lengths(), ...documents(), ...accessors(), ...nodes(), ...unsupported(), ...large()];
}

function lengths(): readonly HostileModel[] {
  const values = [0, 1, 12, 100, 2 ** 31, 2 ** 32 - 1];
  return [
    ...values.map((value) =>
      hostile(`a GLB that says it has ${value} bytes`, () => rewritten(8, value)),
    ),
    ...values.map((value) =>
      hostile(`a GLB whose JSON has ${value} bytes`, () => rewritten(12, value)),
    ),
    ...[0, 1, 3, 999].map((value) =>
      hostile(`a GLB of version ${value}`, () => rewritten(4, value)),
    ),
    hostile('a GLB of another first chunk', () => rewritten(16, 0x12345678)),
    hostile('a GLB of no chunk', () => glbOfChunks([])),
    hostile('a GLB of a million empty chunks', () => glbOfChunks([Buffer.alloc(8e6)])),
    hostile('a GLB of half a chunk', () => glbOfChunks([Buffer.alloc(4)])),
    hostile('a GLB without its numbers', () => glbFile(glbParts(BOX).json)),
  ];
}

function documents(): readonly HostileModel[] {
  const jsons: Readonly<Record<string, unknown>> = {
    null: null,
    'a number': 1,
    'a list': [],
    nothing: {},
    'nodes that are numbers': { nodes: [1, 2, 3] },
    'nodes that are an object': { nodes: { length: 1e9 } },
    'a scene that is a word': { scene: 'a', scenes: [{}] },
    'a scene that is not there': { ...glbParts(BOX).json, scene: 7 },
    'children that are words': { nodes: [{ children: ['a'] }] },
    'children that are fractions': { nodes: [{ children: [0.5] }] },
    'children that are negative': { nodes: [{ children: [-1] }] },
    'meshes without primitives': { nodes: [{ mesh: 0 }], meshes: [{}] },
    'primitives without attributes': { nodes: [{ mesh: 0 }], meshes: [{ primitives: [{}] }] },
  };
  return [
    ...Object.entries(jsons).map(([name, json]) =>
      hostile(`a GLB of ${name}`, () => glbFile(json)),
    ),
    hostile('a GLB of lists in lists', () =>
      glbFile([]).toString('latin1').replace('[]  ', '[[[['),
    ),
    hostile('a GLB of a million lists in lists', () =>
      rawJson(`${'['.repeat(1e6)}${']'.repeat(1e6)}`),
    ),
    hostile('a GLB of a million empty nodes', () => rawJson(`{"nodes":[${'{},'.repeat(1e6)}{}]}`)),
    hostile('a GLB of 5 MB of JSON', () => rawJson(`{"a":"${'a'.repeat(5e6)}"}`)),
    hostile('a GLB of JSON that is no UTF-8', () => rawJson('{"a":"\xff"}')),
    hostile('a GLB of __proto__', () => rawJson('{"__proto__":{"nodes":[{"mesh":0}]}}')),
  ];
}

function rawJson(text: string): Buffer {
  const chunk = Buffer.concat([Buffer.alloc(8), Buffer.from(text, 'latin1')]);
  chunk.writeUInt32LE(chunk.length - 8, 0);
  chunk.writeUInt32LE(0x4e4f534a, 4);
  return glbOfChunks([chunk]);
}

function accessors(): readonly HostileModel[] {
  const counts = [9, 1e6, 2 ** 31, Number.MAX_SAFE_INTEGER, -1, 0.5, 1e300, '8', null];
  const offsets = [1, 97, 2 ** 32, Number.MAX_SAFE_INTEGER, -12];
  return [
    ...counts.map((count) =>
      hostile(`an accessor of ${String(count)} elements`, () => withField('accessors', { count })),
    ),
    ...offsets.map((byteOffset) =>
      hostile(`an accessor ${byteOffset} bytes in`, () => withField('accessors', { byteOffset })),
    ),
    ...[9, -1, 1.5].map((bufferView) =>
      hostile(`an accessor of view ${bufferView}`, () => withField('accessors', { bufferView })),
    ),
    hostile('an accessor of no vertex', () => withField('accessors', { count: 0 })),
    hostile('an accessor of pairs', () => withField('accessors', { type: 'VEC2' })),
    hostile('an accessor of an unknown type', () => withField('accessors', { type: 7 })),
    hostile('an accessor of an unknown component', () =>
      withField('accessors', { componentType: 1 }),
    ),
    ...[1, 4, 13, 252, 1e9].map((byteStride) =>
      hostile(`a view of stride ${byteStride}`, () => withField('bufferViews', { byteStride })),
    ),
    ...[0, 95, 1e9].map((byteLength) =>
      hostile(`a view of ${byteLength} bytes`, () => withField('bufferViews', { byteLength })),
    ),
    hostile('a view beyond the file', () => withField('bufferViews', { byteOffset: 2 ** 40 })),
    hostile('a view of another buffer', () => withField('bufferViews', { buffer: 1 })),
    hostile('a buffer of less than it has', () => withField('buffers', { byteLength: 10 })),
    harmless('a buffer of more than it has', () => withField('buffers', { byteLength: 1e12 })),
    ...[0, 9, -1].map((indices) =>
      hostile(`indices by accessor ${indices}`, () => withPrimitive({ indices })),
    ),
    hostile('positions by indices', () => withPrimitive({ attributes: { POSITION: 1 } })),
    hostile('positions that are not there', () => withPrimitive({ attributes: { POSITION: 9 } })),
    hostile('a primitive of points', () => withPrimitive({ mode: 0 })),
    hostile('a primitive of mode 99', () => withPrimitive({ mode: 99 })),
    harmless('a strip of a list', () => withPrimitive({ mode: 5 })),
  ];
}

function nodes(): readonly HostileModel[] {
  const chain = (depth: number): Record<string, unknown>[] =>
    Array.from({ length: depth }, (_, i) =>
      i === depth - 1 ? { mesh: 0 } : { children: [i + 1] },
    );
  return [
    hostile('a node in itself', () => withNodes([{ mesh: 0, children: [0] }])),
    hostile('two nodes in each other', () =>
      withNodes([{ children: [1] }, { mesh: 0, children: [0] }]),
    ),
    hostile('a node of two parents', () =>
      withNodes([{ children: [1, 2] }, { children: [3] }, { children: [3] }, { mesh: 0 }]),
    ),
    hostile('a node twice in its parent', () => withNodes([{ children: [1, 1] }, { mesh: 0 }])),
    hostile('a node in no list', () => withNodes([{ children: [7] }])),
    hostile('a mesh in no list', () => withNodes([{ mesh: 7 }])),
    hostile('nodes 65 deep', () => withNodes(chain(65))),
    hostile('nodes 50,000 deep', () => withNodes(chain(50_000))),
    hostile('a node that is doubled at each of 40 levels', () =>
      withNodes(Array.from({ length: 40 }, (_, i) => ({ children: [i + 1, i + 1] }))),
    ),
    harmless('a node of size nought', () => withNodes([{ mesh: 0, scale: [0, 0, 0] }])),
    harmless('a node of size 1e300', () => withNodes([{ mesh: 0, scale: [1e300, 1e300, 1e300] }])),
    harmless('nodes that multiply beyond a double', () =>
      withNodes([
        { scale: [1e300, 1, 1], children: [1] },
        { mesh: 0, scale: [1e300, 1, 1] },
      ]),
    ),
    harmless('a rotation of noughts', () => withNodes([{ mesh: 0, rotation: [0, 0, 0, 0] }])),
    hostile('a scale of two numbers', () => withNodes([{ mesh: 0, scale: [1, 1] }])),
    hostile('a matrix of words', () => withNodes([{ mesh: 0, matrix: Array(16).fill('1') }])),
  ];
}

function unsupported(): readonly HostileModel[] {
  const requiring = (name: string): Buffer =>
    changed((json) => {
      json['extensionsRequired'] = [name];
    });
  return [
    ...[
      'KHR_draco_mesh_compression',
      'EXT_meshopt_compression',
      'KHR_mesh_quantization',
      'EXT_unheard_of',
    ].map((name) => hostile(`a GLB by ${name}`, () => requiring(name))),
    hostile('a buffer of the network', () =>
      withField('buffers', { uri: 'http://127.0.0.1/a.bin' }),
    ),
    hostile('a buffer of a file', () => withField('buffers', { uri: '../../etc/passwd' })),
    hostile('a buffer in base64', () => withField('buffers', { uri: 'data:;base64,AAAA' })),
    hostile('a sparse accessor', () => withField('accessors', { sparse: { count: 1e9 } })),
    hostile('a skin', () => withField('nodes', { skin: 0 })),
    hostile('instances by extension', () =>
      withField('nodes', { extensions: { EXT_mesh_gpu_instancing: {} } }),
    ),
    hostile('morph targets', () => withPrimitive({ targets: [{ POSITION: 0 }] })),
  ];
}

function large(): readonly HostileModel[] {
  return [
    hostile('a box at 250,000 nodes', () =>
      changed((json) => {
        json.nodes = Array.from({ length: 250_000 }, () => ({ mesh: 0 }));
        json.scenes = [{ nodes: [...json.nodes.keys()] }];
      }),
    ),
    hostile('20,000 primitives of one list', () => {
      const { json } = glbParts(BOX);
      const binary = Buffer.alloc(96 + 4 * 3_000_000);
      const primitives = Array.from({ length: 20_000 }, () => ({
        attributes: { POSITION: 0 },
        indices: 1,
      }));
      json.meshes = [{ primitives }];
      Object.assign(json.accessors[1] ?? {}, { componentType: 5125, count: 3_000_000 });
      Object.assign(json.bufferViews[1] ?? {}, { byteLength: 12_000_000 });
      return glbFile({ ...json, buffers: [{ byteLength: binary.length }] }, binary);
    }),
    hostile('ten million triangles of one byte each', () => {
      const { json } = glbParts(BOX, 1);
      const binary = Buffer.alloc(96 + 30_000_000);
      Object.assign(json.accessors[1] ?? {}, { count: 30_000_000 });
      Object.assign(json.bufferViews[1] ?? {}, { byteLength: 30_000_000 });
      return glbFile({ ...json, buffers: [{ byteLength: binary.length }] }, binary);
    }),
  ];
}
