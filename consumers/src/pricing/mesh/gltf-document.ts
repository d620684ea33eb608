import { createJsonDoor, type JsonDoor, type JsonObject } from './json-door.ts';
import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { nodeTransform } from './gltf-transform.ts';
import type { Transform } from './transform.ts';

/** What a glTF says of the places of its meshes and their numbers; indices are not checked yet. */
export interface GltfDocument {
  /** Nodes that the scene begins with. */
  readonly roots: readonly number[];
  readonly nodes: readonly GltfNode[];
  readonly meshes: readonly (readonly GltfPrimitive[])[];
  readonly accessors: readonly GltfAccessor[];
  readonly views: readonly GltfView[];
  /** Bytes of the first buffer, as declared. */
  readonly bufferBytes: number;
}

/** A node of the scene. */
export interface GltfNode {
  readonly children: readonly number[];
  readonly mesh: number | null;
  readonly transform: Transform;
  /** What about it is not supported. */
  readonly unsupported: string | null;
}

/** A piece of a mesh. */
export interface GltfPrimitive {
  /** The accessor of the vertices; null where there is none. */
  readonly position: number | null;
  readonly indices: number | null;
  /** 4 triangles, 5 a strip, 6 a fan; others have no faces. */
  readonly mode: number;
  readonly unsupported: string | null;
}

/** A typed look into a view. */
export interface GltfAccessor {
  readonly view: number | null;
  readonly offset: number;
  readonly count: number;
  readonly componentType: number;
  readonly type: unknown;
  readonly isSparse: boolean;
}

/** A stretch of a buffer. */
export interface GltfView {
  readonly buffer: number;
  readonly offset: number;
  readonly bytes: number;
  /** 0: one element after the other. */
  readonly stride: number;
  readonly isCompressed: boolean;
}

/** Extensions that change how a model looks and not its shape. */
const HARMLESS = /^(KHR_materials_|KHR_texture_|EXT_texture_|KHR_lights_)/;

/** Parses the JSON of a glTF: unknown in, typed out. */
export function parseGltf(json: unknown): MeshOutcome<GltfDocument> {
  const door = createJsonDoor();
  const root = door.object(json, 'glTF');
  const unsupported = unsupportedOf(root, door);
  const nodes = door.objects(root, 'nodes').map((node) => parseNode(node, door));
  const gltf: GltfDocument = {
    roots: rootsOf(root, nodes, door),
    nodes,
    meshes: door
      .objects(root, 'meshes')
      .map((mesh) => door.objects(mesh, 'primitives').map((part) => parsePrimitive(part, door))),
    accessors: door.objects(root, 'accessors').map((accessor) => parseAccessor(accessor, door)),
    views: door.objects(root, 'bufferViews').map((view) => parseView(view, door)),
    bufferBytes: door.integer(door.objects(root, 'buffers')[0] ?? {}, 'byteLength', 0),
  };
  const problem = door.problem();
  if (problem !== null) return refuseMesh('malformed', `${problem}, got something else`);
  if (unsupported !== null) {
    return refuseMesh('unsupported', `Expected a glTF without ${unsupported}, got one with it`);
  }
  return { ok: true, value: gltf };
}

function unsupportedOf(root: JsonObject, door: JsonDoor): string | null {
  const required = root['extensionsRequired'];
  const names = Array.isArray(required) ? required.map(String) : [];
  const extension = names.find((name) => !HARMLESS.test(name));
  if (extension !== undefined) return extension.slice(0, 64);
  const isExternal = door.objects(root, 'buffers').some((buffer) => buffer['uri'] !== undefined);
  return isExternal ? 'buffers outside the file' : null;
}

function parseNode(node: JsonObject, door: JsonDoor): GltfNode {
  const { extensions } = node;
  const isInstanced =
    extensions !== undefined && 'EXT_mesh_gpu_instancing' in door.object(extensions, 'extensions');
  return {
    children: door.integers(node, 'children'),
    mesh: door.integer(node, 'mesh', null),
    transform: nodeTransform(node, door),
    unsupported: isInstanced
      ? 'EXT_mesh_gpu_instancing'
      : node['skin'] === undefined
        ? null
        : 'skins',
  };
}

/** Without a scene, all that is nobody's child stands on its own. */
function rootsOf(root: JsonObject, nodes: readonly GltfNode[], door: JsonDoor): readonly number[] {
  const scenes = door.objects(root, 'scenes');
  if (scenes.length > 0) {
    return door.integers(scenes[door.integer(root, 'scene', 0)] ?? {}, 'nodes');
  }
  const children = new Set(nodes.flatMap((node) => node.children));
  return [...nodes.keys()].filter((node) => !children.has(node));
}

function parsePrimitive(primitive: JsonObject, door: JsonDoor): GltfPrimitive {
  const attributes = door.object(primitive['attributes'] ?? {}, 'attributes');
  return {
    position: door.integer(attributes, 'POSITION', null),
    indices: door.integer(primitive, 'indices', null),
    mode: door.integer(primitive, 'mode', 4),
    unsupported: door.objects(primitive, 'targets').length > 0 ? 'morph targets' : null,
  };
}

function parseAccessor(accessor: JsonObject, door: JsonDoor): GltfAccessor {
  return {
    view: door.integer(accessor, 'bufferView', null),
    offset: door.integer(accessor, 'byteOffset', 0),
    count: door.integer(accessor, 'count', 0),
    componentType: door.integer(accessor, 'componentType', 0),
    type: accessor['type'],
    isSparse: accessor['sparse'] !== undefined,
  };
}

function parseView(view: JsonObject, door: JsonDoor): GltfView {
  const extensions = Object.keys(door.object(view['extensions'] ?? {}, 'extensions'));
  return {
    buffer: door.integer(view, 'buffer', 0),
    offset: door.integer(view, 'byteOffset', 0),
    bytes: door.integer(view, 'byteLength', 0),
    stride: door.integer(view, 'byteStride', 0),
    isCompressed: extensions.some((name) => name.includes('meshopt')),
  };
}
