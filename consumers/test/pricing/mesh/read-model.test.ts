import test from 'ava';
import type { ModelUnit } from '../../../src/pricing/mesh/model-unit.ts';
import { readModel } from '../../../src/pricing/mesh/read-model.ts';
import { measureModel } from '../../support/measured-model.ts';
import { asciiStl, boxStl, boxTriangles } from '../../support/meshes.ts';
import { indexed, meshFile3mf, meshGlb, objFile } from '../../support/written-models.ts';

const BOX = indexed(boxTriangles([10, 20, 30]));
const BOX_METRES = indexed(boxTriangles([0.01, 0.02, 0.03]));

const files: Readonly<Record<string, Buffer>> = {
  'a binary STL': boxStl([10, 20, 30]),
  'an ASCII STL': Buffer.from(asciiStl(boxTriangles([10, 20, 30]))),
  'an OBJ': objFile(BOX),
  'a 3MF': meshFile3mf(BOX),
  'a GLB': meshGlb(BOX_METRES),
};

for (const [title, file] of Object.entries(files)) {
  test(`${title} of a box of 10 x 20 x 30 mm measures as the formula says`, (t) => {
    t.deepEqual(measureModel(file), {
      format: title.split(' ').at(-1),
      triangles: 12,
      watertight: true,
      volumeMm3: 6000,
      areaMm2: 2200,
      boxMm: [10, 20, 30],
      defects: [],
    } as never);
  });
}

const sizes: readonly (readonly [ModelUnit, string, number])[] = [
  ['micron', 'micron', 1e-3],
  ['mm', 'millimeter', 1],
  ['cm', 'centimeter', 10],
  ['m', 'meter', 1000],
  ['in', 'inch', 25.4],
  ['ft', 'foot', 304.8],
];

for (const [unit, word, millimetres] of sizes) {
  test(`a box of 10 x 20 x 30 ${word}s has the size that it has in millimetres`, (t) => {
    const boxMm = [10, 20, 30].map((side) => Number((side * millimetres).toPrecision(6)));
    const volumeMm3 = Number((6000 * millimetres ** 3).toPrecision(6));
    for (const file of [
      boxStl([10, 20, 30]),
      Buffer.from(asciiStl(boxTriangles([10, 20, 30]))),
      objFile(BOX),
    ]) {
      t.like(measureModel(file, unit), { boxMm, volumeMm3 });
      t.like(readModel(file, { unit }), { ok: true, value: { unit, isUnitStated: true } });
    }
    const packed = meshFile3mf(BOX, `unit="${word}"`);
    t.like(measureModel(packed, 'ft'), { boxMm, volumeMm3 });
    t.like(readModel(packed, { unit: null }), { ok: true, value: { unit, isUnitStated: true } });
  });
}

test('millimetres are assumed, and said to be assumed, where nobody states a unit', (t) => {
  for (const file of [boxStl([1, 2, 3]), objFile(BOX)]) {
    t.like(readModel(file, { unit: null }), {
      ok: true,
      value: { unit: 'mm', isUnitStated: false },
    });
  }
});

test('a 3MF is in millimetres and a GLB in metres, whatever the upload says', (t) => {
  t.like(readModel(meshFile3mf(BOX), { unit: 'in' }), {
    value: { unit: 'mm', isUnitStated: true },
  });
  t.like(readModel(meshGlb(BOX), { unit: 'in' }), { value: { unit: 'm', isUnitStated: true } });
});

test('what is no model is refused with how it begins', (t) => {
  t.deepEqual(measureModel(Buffer.from('%PDF-1.7 and so on')), {
    code: 'not-a-mesh',
    detail: 'Expected an STL, OBJ, 3MF or GLB, got 18 bytes that begin with "%PDF-1.7 and so "',
  });
});
