import type { Point, Triangle } from '@karat/infra/models';
import { strToU8, zipSync } from 'fflate';

/** Vertices once each, and faces that name them (0…). */
export interface IndexedMesh {
  readonly vertices: readonly Point[];
  readonly faces: readonly (readonly number[])[];
}

/** Triangles with each corner said once. */
export function indexed(triangles: readonly Triangle[]): IndexedMesh {
  const places = new Map<string, number>();
  const vertices: Point[] = [];
  const faces = triangles.map((triangle) =>
    triangle.map((point) => {
      const key = point.join();
      const known = places.get(key);
      if (known !== undefined) return known;
      places.set(key, vertices.length);
      return vertices.push(point) - 1;
    }),
  );
  return { vertices, faces };
}

/** An OBJ of one mesh. */
export function objFile({ vertices, faces }: IndexedMesh): Buffer {
  const lines = [
    ...vertices.map((vertex) => `v ${vertex.join(' ')}`),
    ...faces.map((face) => `f ${face.map((vertex) => vertex + 1).join(' ')}`),
  ];
  return Buffer.from(`# a test\n${lines.join('\n')}\n`);
}

const CORE = 'http://schemas.microsoft.com/3dmanufacturing/core/2015/02';
const PRODUCTION = 'http://schemas.microsoft.com/3dmanufacturing/production/2015/06';
const MODEL_TYPE = 'http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel';

/** The XML of a mesh within an object of a 3MF. */
export function mesh3mf({ vertices, faces }: IndexedMesh): string {
  const points = vertices.map(([x, y, z]) => `<vertex x="${x}" y="${y}" z="${z}"/>`);
  const triangles = faces.map(([a, b, c]) => `<triangle v1="${a}" v2="${b}" v3="${c}"/>`);
  return `<mesh><vertices>${points.join('')}</vertices><triangles>${triangles.join('')}</triangles></mesh>`;
}

/** The XML of a model part of a 3MF. */
export function model3mf(resources: string, build: string, attributes = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<model ${attributes} xmlns="${CORE}" xmlns:p="${PRODUCTION}" requiredextensions="p">
<resources>${resources}</resources><build>${build}</build></model>`;
}

/** A 3MF of parts by their names; the first is the one to build. */
export function package3mf(parts: Readonly<Record<string, string>>): Buffer {
  const [root = ''] = Object.keys(parts);
  const files = {
    '_rels/.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="${MODEL_TYPE}" Target="/${root}"/></Relationships>`,
    ...parts,
  };
  const packed = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return Buffer.from(zipSync(Object.fromEntries(packed)));
}

/** A 3MF of one model part. */
export function file3mf(resources: string, build: string, attributes = ''): Buffer {
  return package3mf({ '3D/3dmodel.model': model3mf(resources, build, attributes) });
}

/** A 3MF of one mesh. */
export function meshFile3mf(mesh: IndexedMesh, attributes = ''): Buffer {
  return file3mf(`<object id="1">${mesh3mf(mesh)}</object>`, '<item objectid="1"/>', attributes);
}

/** A GLB of any JSON and any bytes. */
export function glbFile(json: unknown, binary: Buffer = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(json));
  return glbOfChunks([chunk(0x4e4f534a, text, 0x20), chunk(0x004e4942, binary, 0)]);
}

/** A GLB of finished chunks. */
export function glbOfChunks(chunks: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(12);
  header.write('glTF', 'latin1');
  header.writeUInt32LE(2, 4);
  header.writeUInt32LE(
    chunks.reduce((bytes, { length }) => bytes + length, 12),
    8,
  );
  return Buffer.concat([header, ...chunks]);
}

function chunk(kind: number, content: Buffer, fill: number): Buffer {
  const padded = Buffer.alloc(Math.ceil(content.length / 4) * 4, fill);
  content.copy(padded);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(padded.length, 0);
  header.writeUInt32LE(kind, 4);
  return Buffer.concat([header, padded]);
}

/** The parts of a GLB of one mesh, to be changed before it is written. */
export interface GlbParts {
  readonly json: {
    asset: object;
    scene: number;
    scenes: { nodes: number[] }[];
    nodes: Record<string, unknown>[];
    meshes: { primitives: Record<string, unknown>[] }[];
    accessors: Record<string, unknown>[];
    bufferViews: Record<string, unknown>[];
    buffers: Record<string, unknown>[];
    [more: string]: unknown;
  };
  readonly binary: Buffer;
}

const INDEX_TYPES = { 1: 5121, 2: 5123, 4: 5125 } as const;

/** The parts of a GLB of one mesh whose vertices (m) are named by numbers of so many bytes. */
export function glbParts(mesh: IndexedMesh, indexBytes: 1 | 2 | 4 = 2): GlbParts {
  const coordinates = mesh.vertices.flat();
  const indices = mesh.faces.flat();
  const positions = Buffer.alloc(coordinates.length * 4);
  coordinates.forEach((value, i) => positions.writeFloatLE(value, i * 4));
  const order = Buffer.alloc(indices.length * indexBytes);
  indices.forEach((value, i) => order.writeUIntLE(value, i * indexBytes, indexBytes));
  const binary = Buffer.concat([positions, order]);
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: mesh.vertices.length, type: 'VEC3' },
      {
        bufferView: 1,
        componentType: INDEX_TYPES[indexBytes],
        count: indices.length,
        type: 'SCALAR',
      },
    ],
    bufferViews: [
      { buffer: 0, byteLength: positions.length },
      { buffer: 0, byteOffset: positions.length, byteLength: order.length },
    ],
    buffers: [{ byteLength: binary.length }],
  };
  return { json, binary };
}

/** A GLB of one mesh (m). */
export function meshGlb(mesh: IndexedMesh): Buffer {
  const { json, binary } = glbParts(mesh);
  return glbFile(json, binary);
}
