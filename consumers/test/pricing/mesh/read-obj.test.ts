import test from 'ava';
import { measureModel } from '../../support/measured-model.ts';
import { tetrahedronTriangles } from '../../support/meshes.ts';
import { indexed, objFile } from '../../support/written-models.ts';

/** A box of 1 x 2 x 3 in squares. */
const VERTICES = ['0 0 0', '1 0 0', '1 2 0', '0 2 0', '0 0 3', '1 0 3', '1 2 3', '0 2 3'];
const SQUARES = ['4 3 2 1', '5 6 7 8', '1 2 6 5', '2 3 7 6', '3 4 8 7', '4 1 5 8'];
const BOX = { triangles: 12, watertight: true, volumeMm3: 6, areaMm2: 22, boxMm: [1, 2, 3] };

function written(corner: (vertex: string) => string, vertices = VERTICES): Buffer {
  const faces = SQUARES.map((square) => `f ${square.split(' ').map(corner).join(' ')}`);
  return Buffer.from([...vertices.map((vertex) => `v ${vertex}`), ...faces].join('\n'));
}

test('a corner may name a texture and a normal too', (t) => {
  t.like(measureModel(written((vertex) => vertex)), BOX);
  t.like(measureModel(written((vertex) => `${vertex}/1`)), BOX);
  t.like(measureModel(written((vertex) => `${vertex}/1/2`)), BOX);
  t.like(measureModel(written((vertex) => `${vertex}//2`)), BOX);
});

test('a corner may count back from the last vertex', (t) => {
  t.like(measureModel(written((vertex) => String(Number(vertex) - 9))), BOX);
});

test('a face may stand before its vertices and a line may go on after a backslash', (t) => {
  const text = [
    ...SQUARES.map((face) => `f ${face.replace(' ', ' \\\r\n ')}`),
    ...VERTICES.map((vertex) => `v ${vertex} 1.0`),
  ].join('\r\n');
  t.like(measureModel(Buffer.from(text)), BOX);
});

test('groups, materials, normals, lines and comments are passed over', (t) => {
  const noise =
    '# f 9 9 9\nmtllib a.mtl\no box\ng a b\ns off\nusemtl gold\nvn 0 0 1\nvt 0 0\nl 1 2\np 1\n';
  t.like(
    measureModel(Buffer.concat([Buffer.from(`\ufeff${noise}`), written((vertex) => vertex)])),
    BOX,
  );
});

test('numbers may be written in any way that numbers are', (t) => {
  const vertices = VERTICES.map((vertex) =>
    vertex.replaceAll('1', '+1e0').replaceAll('2', '20.E-1'),
  );
  t.like(measureModel(written((vertex) => vertex, vertices)), BOX);
  const long = VERTICES.map((vertex) => vertex.replaceAll('3', '3.00000000000000000001'));
  t.like(measureModel(written((vertex) => vertex, long)), BOX);
});

test('a convex polygon has its whole area', (t) => {
  const corners = Array.from({ length: 6 }, (_, i) => (i * Math.PI) / 3);
  const lines = corners.map((angle) => `v ${Math.cos(angle)} ${Math.sin(angle)} 0`);
  const text = [...lines, 'f 1 2 3 4 5 6'].join('\n');
  t.like(measureModel(Buffer.from(text)), { triangles: 4, areaMm2: 2.59808 });
});

test('a tetrahedron has a sixth of the volume of its cube', (t) => {
  t.like(measureModel(objFile(indexed(tetrahedronTriangles(6, [1, -2, 3])))), {
    triangles: 4,
    watertight: true,
    volumeMm3: 36,
  });
});

const refused: readonly (readonly [string, string, string, string])[] = [
  [
    'a vertex that is no number',
    'v 0 0 0\nv 1 nan 0\n',
    'malformed',
    'Expected a vertex of 3 numbers on line 2, got something else',
  ],
  [
    'a vertex of two numbers',
    'v 0 0 0\n\nv 1 0\nv 1 0 0',
    'malformed',
    'Expected a vertex of 3 numbers on line 3, got something else',
  ],
  [
    'a vertex without an end',
    'v 0 0 1e999',
    'malformed',
    'Expected a vertex of 3 numbers on line 1, got something else',
  ],
  [
    'a face of no vertex',
    'v 0 0 0\nf 0 0 0\n',
    'malformed',
    'Expected a face of vertices from 1 to 1 on line 2, got 0',
  ],
  [
    'a face of a vertex that never comes',
    'v 0 0 0\nf 1 1 2\nv 0 0 0\nf 1 2 4\nf 1 2 3',
    'malformed',
    'Expected a face of vertices from 1 to 2 on line 4, got 4',
  ],
  [
    'a face of a vertex before the first',
    'v 0 0 0\nf -1 -1 -2\n',
    'malformed',
    'Expected a face of vertices from 1 to 1 on line 2, got 0',
  ],
  [
    'a face of words',
    'v 0 0 0\nf a b c\n',
    'malformed',
    'Expected a face of vertices from 1 to 1 on line 2, got NaN',
  ],
  [
    'a face of a vertex in the billions',
    'v 0 0 0\nf 1 1 4294967297\n',
    'malformed',
    'Expected a face of vertices from 1 to 1 on line 2, got 4294967297',
  ],
  [
    'a face of two corners',
    'v 0 0 0\nv 1 0 0\nf 1 2\n',
    'malformed',
    'Expected a face of at least 3 corners on line 3, got 2',
  ],
  ['an OBJ without faces', 'v 0 0 0\n', 'empty-mesh', 'Expected at least 1 face, got 0'],
];

for (const [title, text, code, detail] of refused) {
  test(`${title} is refused as ${code}`, (t) => {
    t.deepEqual(measureModel(Buffer.from(text)), { code, detail } as never);
  });
}
