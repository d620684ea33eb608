import { asciiStl, boxStl, boxTriangles, tetrahedronTriangles } from './meshes.ts';
import {
  file3mf,
  glbFile,
  glbParts,
  indexed,
  mesh3mf,
  meshFile3mf,
  meshGlb,
  model3mf,
  objFile,
  package3mf,
} from './written-models.ts';

/** Small models that together use all that the readers know. */
export function corpusModels(): Readonly<Record<string, Buffer>> {
  const triangles = tetrahedronTriangles(6);
  const corner = indexed(triangles);
  const box = indexed(boxTriangles([0.01, 0.02, 0.03]));
  return {
    'box.stl': boxStl([10, 20, 30]),
    'ascii.stl': Buffer.from(asciiStl(triangles)),
    'triangles.obj': objFile(corner),
    'polygons.obj': Buffer.from(POLYGONS),
    'mesh.3mf': meshFile3mf(corner, 'unit="inch"'),
    'components.3mf': file3mf(
      `<object id="1">${mesh3mf(corner)}</object>${assembly(2, 1)}${assembly(3, 2)}`,
      '<item objectid="3" transform="0 1 0 1 0 0 0 0 1 5 5 5"/><item objectid="1"/>',
    ),
    'parts.3mf': package3mf({
      'a.model': model3mf(assembly(1, 1, 'p:path="/b.model"'), '<item objectid="1"/>'),
      'b.model': model3mf(`<object id="1">${mesh3mf(corner)}</object>`, ''),
    }),
    'mesh.glb': meshGlb(box),
    'nodes.glb': nodesGlb(),
  };
}

const POLYGONS = `# a box of squares
mtllib a.mtl
v 0 0 0
v 1.5e0 0 0 1.0
v 1.5 2. 0
v 0 +2 0
v 0 0 3
v 1.5 0 3
v 1.5 2 3
v 0 2 3
vn 0 0 1
f 4/1/1 3/1/1 2//1 1
f -4 -3 -2 -1
f 1 2 \\
 6 5
f 2 3 7 6
f 3 4 8 7
f 4 1 5 8
`;

function assembly(id: number, child: number, path = ''): string {
  const transforms = ['1 0 0 0 1 0 0 0 1 9 0 0', '-1 0 0 0 1 0 0 0 1 -9 0 0'];
  const components = transforms.map(
    (transform) => `<component objectid="${child}" ${path} transform="${transform}"/>`,
  );
  return `<object id="${id}"><components>${components.join('')}</components></object>`;
}

function nodesGlb(): Buffer {
  const { vertices } = indexed(tetrahedronTriangles(0.006));
  const { json, binary } = glbParts({ vertices, faces: [[0, 1, 2, 3, 0, 1]] }, 1);
  const nodes = [
    { children: [1, 2], rotation: [0, 0, 0.6, 0.8] },
    { mesh: 0, scale: [-1, 1, 1], translation: [0, 1, 0] },
    { mesh: 0, matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1] },
  ];
  const primitive = { attributes: { POSITION: 0 }, indices: 1, mode: 5 };
  return glbFile({ ...json, nodes, meshes: [{ primitives: [primitive] }] }, binary);
}
