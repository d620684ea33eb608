import test from 'ava';
import { measureModel } from '../../support/measured-model.ts';
import { boxTriangles, tetrahedronTriangles } from '../../support/meshes.ts';
import {
  glbFile,
  glbOfChunks,
  glbParts,
  indexed,
  meshGlb,
  type GlbParts,
} from '../../support/written-models.ts';

const BOX = indexed(boxTriangles([1, 2, 3]));
const CORNER = indexed(tetrahedronTriangles(6));
/** A node that makes millimetres of the metres of the test's meshes. */
const MM = { scale: [0.001, 0.001, 0.001] };

function changed(mesh: typeof BOX, change: (json: GlbParts['json']) => void): Buffer {
  const { json, binary } = glbParts(mesh);
  change(json);
  return glbFile(json, binary);
}

test('vertices may be named by numbers of one, two and four bytes, or not at all', (t) => {
  for (const bytes of [1, 2, 4] as const) {
    const { json, binary } = glbParts(BOX, bytes);
    Object.assign(json.nodes[0] ?? {}, MM);
    t.like(measureModel(glbFile(json, binary)), { triangles: 12, volumeMm3: 6, watertight: true });
  }
  const corners = boxTriangles([1, 2, 3]).flat();
  const loose = glbParts({ vertices: corners, faces: [] });
  loose.json.meshes = [{ primitives: [{ attributes: { POSITION: 0 } }] }];
  Object.assign(loose.json.nodes[0] ?? {}, MM);
  t.like(measureModel(glbFile(loose.json, loose.binary)), { triangles: 12, volumeMm3: 6 });
});

test('strips and fans of triangles are read', (t) => {
  const strip = { vertices: CORNER.vertices, faces: [[0, 1, 2, 3, 0, 1]] };
  const flat = { vertices: CORNER.vertices, faces: [[0, 1, 2, 3]] };
  const asMode = (mesh: typeof strip, mode: number): Buffer =>
    changed(mesh, (json) => {
      Object.assign(json.meshes[0]?.primitives[0] ?? {}, { mode });
      Object.assign(json.nodes[0] ?? {}, MM);
    });
  t.like(measureModel(asMode(strip, 5)), { triangles: 4, watertight: true, volumeMm3: 36 });
  t.like(measureModel(asMode(flat, 6)), { triangles: 2, watertight: false });
});

test('a node is scaled, turned and shifted, by its fields or its matrix', (t) => {
  const half = Math.SQRT1_2;
  const fields = {
    scale: [0.002, 0.001, 0.001],
    rotation: [0, 0, half, half],
    translation: [1, 0, 0],
  };
  const matrix = [0, 0.002, 0, 0, -0.001, 0, 0, 0, 0, 0, 0.001, 0, 1, 0, 0, 1];
  for (const place of [fields, { matrix }]) {
    const file = changed(BOX, (json) => {
      json.nodes = [
        { ...place, children: [1] },
        { mesh: 0, translation: [5, 5, 5] },
      ];
    });
    t.like(measureModel(file), {
      triangles: 12,
      areaMm2: 2 * (2 * 2 + 2 * 3 + 2 * 3),
      defects: [],
    });
  }
});

test('a mirrored node has the volume of its mesh, and mirrored twice too', (t) => {
  const mirrored = changed(CORNER, (json) => {
    json.nodes = [{ mesh: 0, scale: [-0.001, 0.001, 0.001] }];
  });
  const twice = changed(CORNER, (json) => {
    json.nodes = [
      { scale: [1, 1, -1], children: [1] },
      { mesh: 0, scale: [-0.001, 0.001, 0.001] },
    ];
  });
  for (const file of [mirrored, twice]) t.like(measureModel(file), { volumeMm3: 36, defects: [] });
});

test('all nodes of the scene are priced, and other scenes are not', (t) => {
  const file = changed(BOX, (json) => {
    json.scene = 1;
    json.scenes = [{ nodes: [0] }, { nodes: [1, 2] }];
    json.nodes = [{ mesh: 0 }, { mesh: 0, ...MM }, { mesh: 0, ...MM, translation: [0.1, 0, 0] }];
  });
  t.like(measureModel(file), { triangles: 24, volumeMm3: 12, boxMm: [101, 2, 3] });
});

type Change = (json: GlbParts['json']) => void;
const refusedChanges: readonly (readonly [string, Change, string, string])[] = [
  [
    'Draco compression',
    (json) => {
      json['extensionsRequired'] = ['KHR_draco_mesh_compression'];
    },
    'unsupported',
    'Expected a glTF without KHR_draco_mesh_compression, got one with it',
  ],
  [
    'meshopt compression',
    (json) => {
      json['extensionsRequired'] = ['EXT_meshopt_compression'];
    },
    'unsupported',
    'Expected a glTF without EXT_meshopt_compression, got one with it',
  ],
  [
    'a buffer outside the file',
    (json) => {
      json.buffers = [{ byteLength: 9, uri: 'http://example.com/a.bin' }];
    },
    'unsupported',
    'Expected a glTF without buffers outside the file, got one with it',
  ],
  [
    'a sparse accessor',
    (json) => {
      Object.assign(json.accessors[0] ?? {}, { sparse: {} });
    },
    'unsupported',
    'Expected a glTF without sparse accessors, got one with it',
  ],
  [
    'quantised positions',
    (json) => {
      Object.assign(json.accessors[0] ?? {}, { componentType: 5122 });
    },
    'unsupported',
    'Expected a glTF without positions that are not of float, got one with it',
  ],
  [
    'a skin',
    (json) => {
      json.nodes = [{ mesh: 0, skin: 0 }];
    },
    'unsupported',
    'Expected a glTF without skins, got one with it',
  ],
  [
    'an accessor beyond its view',
    (json) => {
      Object.assign(json.accessors[0] ?? {}, { count: 9 });
    },
    'malformed',
    'Expected 9 elements, one every 12 bytes, in a view of 96, got room for 168 bytes',
  ],
  [
    'a view beyond its buffer',
    (json) => {
      json.bufferViews = [{ buffer: 0, byteLength: 1e9 }];
    },
    'malformed',
    'Expected 8 elements, one every 12 bytes, in a view of 1000000000, got room for 168 bytes',
  ],
  [
    'an index beyond the vertices',
    (json) => {
      Object.assign(json.accessors[0] ?? {}, { count: 7 });
    },
    'malformed',
    'Expected indices below 7, got 7',
  ],
  [
    'a node that contains itself',
    (json) => {
      json.nodes = [{ mesh: 0, children: [0] }];
    },
    'malformed',
    'Expected node 0 once in the scene, got it twice',
  ],
  [
    'a node that is not there',
    (json) => {
      json.nodes = [{ mesh: 0, children: [1] }];
    },
    'malformed',
    'Expected node 1 once in the scene, got none',
  ],
  [
    'a mesh that is not there',
    (json) => {
      json.nodes = [{ mesh: 1 }];
    },
    'malformed',
    'Expected mesh 1, got none',
  ],
  [
    'a matrix of fifteen numbers',
    (json) => {
      json.nodes = [{ mesh: 0, matrix: Array(15).fill(1) }];
    },
    'malformed',
    'Expected 16 numbers as "matrix", got something else',
  ],
  [
    'a scene of nothing',
    (json) => {
      json.scenes = [{ nodes: [] }];
    },
    'empty-mesh',
    'Expected at least 1 triangle, got 0',
  ],
];

for (const [title, change, code, detail] of refusedChanges) {
  test(`${title} is refused as ${code}`, (t) => {
    t.deepEqual(measureModel(changed(BOX, change)), { code, detail } as never);
  });
}

test('a GLB cut off, drawn out or of another version is refused', (t) => {
  const file = meshGlb(BOX);
  t.like(measureModel(file.subarray(0, -1)), { code: 'truncated' });
  t.like(measureModel(Buffer.concat([file, Buffer.alloc(4)])), { code: 'malformed' });
  const old = Buffer.from(file);
  old.writeUInt32LE(1, 4);
  t.deepEqual(measureModel(old), { code: 'unsupported', detail: 'Expected glTF version 2, got 1' });
  t.like(measureModel(glbOfChunks([])), { code: 'malformed' });
});
