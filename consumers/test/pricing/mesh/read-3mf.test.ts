import { strToU8, zipSync } from 'fflate';
import test from 'ava';
import { measureModel } from '../../support/measured-model.ts';
import { boxTriangles, tetrahedronTriangles } from '../../support/meshes.ts';
import { file3mf, indexed, mesh3mf, model3mf, package3mf } from '../../support/written-models.ts';

const BOX = `<object id="1">${mesh3mf(indexed(boxTriangles([1, 2, 3])))}</object>`;
const CORNER = `<object id="2" type="model">${mesh3mf(indexed(tetrahedronTriangles(6)))}</object>`;

function item(id: number, transform = '1 0 0 0 1 0 0 0 1 0 0 0'): string {
  return `<item objectid="${id}" transform="${transform}"/>`;
}

function component(id: number, transform: string, path = ''): string {
  return `<component objectid="${id}" transform="${transform}" ${path}/>`;
}

test('all items of the build are priced, and objects that are not built are not', (t) => {
  t.like(measureModel(file3mf(BOX + CORNER, item(1) + item(2, '1 0 0 0 1 0 0 0 1 50 0 0'))), {
    triangles: 16,
    volumeMm3: 42,
    boxMm: [56, 6, 6],
  });
  t.like(measureModel(file3mf(BOX + CORNER, item(2))), { triangles: 4, volumeMm3: 36 });
});

test('an item is scaled, turned and shifted by its transform', (t) => {
  // x becomes y and y becomes −x: a quarter turn, twice the size.
  t.like(measureModel(file3mf(BOX, item(1, '0 2 0 -2 0 0 0 0 2 100 0 -7'))), {
    volumeMm3: 48,
    boxMm: [4, 2, 6],
    defects: [],
  });
});

test('components within components multiply their transforms, the inner first', (t) => {
  const half = `<object id="3"><components>${component(1, '2 0 0 0 2 0 0 0 2 0 0 0')}</components></object>`;
  const whole = `<object id="4"><components>${
    component(3, '1 0 0 0 1 0 0 0 1 0 0 0') + component(3, '1 0 0 0 1 0 0 0 1 10 0 0')
  }</components></object>`;
  t.like(measureModel(file3mf(BOX + half + whole, item(4, '3 0 0 0 1 0 0 0 1 0 0 0'))), {
    triangles: 24,
    volumeMm3: 2 * 6 * 8 * 3,
    boxMm: [36, 4, 6],
    defects: [],
  });
});

test('a mirrored part has the volume of the part, and mirrored twice too', (t) => {
  const mirrored = `<object id="3"><components>${component(2, '-1 0 0 0 1 0 0 0 1 0 0 0')}</components></object>`;
  for (const build of [
    item(2, '-1 0 0 0 1 0 0 0 1 0 0 0'),
    item(3),
    item(3, '1 0 0 0 -1 0 0 0 1 0 0 0'),
  ]) {
    t.like(measureModel(file3mf(CORNER + mirrored, build)), { volumeMm3: 36, defects: [] });
  }
});

test('parts in files of their own are found by their paths, whatever the prefix and the ids', (t) => {
  const both = component(1, '1 0 0 0 1 0 0 0 1 0 0 0', 'p:path="/3D/Objects/A.model"');
  const file = package3mf({
    '3D/other.model': model3mf(
      `<object id="1"><components>${both + component(7, '1 0 0 0 1 0 0 0 1 20 0 0')}</components></object>${CORNER.replace('id="2"', 'id="7"')}`,
      item(1),
    ),
    '3D/Objects/a.model': model3mf(BOX, ''),
  });
  t.like(measureModel(file), { triangles: 16, volumeMm3: 42, boxMm: [26, 6, 6] });
});

test('supports are left out of the price', (t) => {
  const support = CORNER.replace('type="model"', 'type="support"');
  t.like(measureModel(file3mf(BOX + support, item(1) + item(2))), { triangles: 12, volumeMm3: 6 });
});

test('the core namespace may have a prefix, and extensions may have tags of the same names', (t) => {
  const noise = '<slice><vertices><vertex x="1" y="1"/></vertices></slice>';
  const text = model3mf(noise + BOX, item(1))
    .replaceAll(/<(\/?)([a-z])/g, '<$1c:$2')
    .replace('xmlns=', 'xmlns:c=');
  t.like(measureModel(package3mf({ 'a.model': text })), { triangles: 12, volumeMm3: 6 });
});

test('a package without relations is read from where the model usually is', (t) => {
  const stored = zipSync({ '3D/3dmodel.model': [strToU8(model3mf(BOX, item(1))), { level: 0 }] });
  t.like(measureModel(Buffer.from(stored)), { triangles: 12, volumeMm3: 6 });
});

test('a damaged part is refused, even where it still reads well', (t) => {
  const stored = Buffer.from(
    zipSync({ '3D/3dmodel.model': [strToU8(model3mf(BOX, item(1))), { level: 0 }] }),
  );
  stored[stored.indexOf('x="1"') + 3] = 0x32;
  t.deepEqual(measureModel(stored), {
    code: 'malformed',
    detail: 'Expected a part of a zip as it was packed, got it damaged',
  });
});

const BOX_MESH = mesh3mf(indexed(boxTriangles([1, 2, 3])));
const refused: readonly (readonly [string, Buffer, string, string])[] = [
  [
    'a zip of something else',
    Buffer.from(zipSync({ 'a.txt': strToU8('a') })),
    'not-a-mesh',
    'Expected a zip with a 3D model (3MF), got one without',
  ],
  [
    'a zip without its end',
    file3mf(BOX, item(1)).subarray(0, 400),
    'truncated',
    'Expected the directory of a zip, got none',
  ],
  ['a build of nothing', file3mf(BOX, ''), 'empty-mesh', 'Expected at least 1 triangle, got 0'],
  [
    'an item of no object',
    file3mf(BOX, item(9)),
    'malformed',
    'Expected object "9" to be there, got none',
  ],
  [
    'an unknown unit',
    file3mf(BOX, item(1), 'unit="ell"'),
    'malformed',
    'Expected a unit of 3MF, got "ell"',
  ],
  [
    'a transform of eleven numbers',
    file3mf(BOX, item(1, '1 0 0 0 1 0 0 0 1 0 0')),
    'malformed',
    'Expected a transform of 12 numbers, got "1 0 0 0 1 0 0 0 1 0 0"',
  ],
  [
    'two objects of one id',
    file3mf(BOX + BOX, item(1)),
    'malformed',
    'Expected objects of different ids, got "1"',
  ],
  [
    'a triangle of a vertex that is not there',
    file3mf(BOX.replace('v1="7"', 'v1="8"').replace('v2="7"', 'v2="8"'), item(1)),
    'malformed',
    'Expected triangles of the 8 vertices of object 1 in 3d/3dmodel.model, got "8"',
  ],
  [
    'a vertex that is no number',
    file3mf(BOX.replace('x="1"', 'x="NaN"'), item(1)),
    'malformed',
    'Expected a number as x of a vertex in 3d/3dmodel.model, got "NaN"',
  ],
  [
    'a required extension that we do not read',
    package3mf({
      'a.model': model3mf(BOX, item(1)).replace(
        'requiredextensions="p"',
        'requiredextensions="b" xmlns:b="urn:beams"',
      ),
    }),
    'unsupported',
    'Expected a 3MF of the core specification, got one that requires urn:beams',
  ],
  [
    'an object that contains itself',
    file3mf('<object id="1"><components><component objectid="1"/></components></object>', item(1)),
    'malformed',
    'Expected object "1" not to contain itself, got a circle',
  ],
  [
    'a part in another unit',
    package3mf({
      'a.model': model3mf(
        '<object id="1"><components><component objectid="1" p:path="/b.model"/></components></object>',
        item(1),
      ),
      'b.model': model3mf(`<object id="1">${BOX_MESH}</object>`, '', 'unit="inch"'),
    }),
    'unsupported',
    'Expected mm in part b.model too, got in',
  ],
  [
    'a DOCTYPE',
    package3mf({
      'a.model': `<!DOCTYPE model [<!ENTITY a "b">]>${model3mf(BOX, item(1)).replace(/<\?.*\?>/, '')}`,
    }),
    'malformed',
    'Expected no DOCTYPE near line 1 of a.model, got something else',
  ],
  [
    'an entity of nobody',
    file3mf(BOX.replace('x="1"', 'x="&a;"'), item(1)),
    'malformed',
    'Expected well-formed XML near line 3 of 3d/3dmodel.model, got something else',
  ],
];

for (const [title, file, code, detail] of refused) {
  test(`${title} is refused as ${code}`, (t) => {
    t.deepEqual(measureModel(file), { code, detail } as never);
  });
}
