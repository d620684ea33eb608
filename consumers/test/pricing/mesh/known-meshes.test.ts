import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { generateModel } from '@karat/infra/models';
import { analyseModel } from '../../../src/pricing/mesh/analyse-mesh.ts';

/** A folder with `truth.json`: meshes measured by another program; not a part of the project. */
const folder = process.env['KNOWN_MESHES_DIR'] ?? path.resolve('../shared/models');
const hasFolder = existsSync(path.join(folder, 'truth.json'));

interface Truth {
  readonly triangles: number;
  readonly volumeMm3: number;
  readonly areaMm2: number;
  readonly boundingBoxMm: readonly [number, number, number];
  readonly watertight: boolean;
  readonly shells: number;
}

// The test's own fixture, and its reader fails if it has another shape.
const truth = hasFolder
  ? (JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) as Record<string, Truth>)
  : {};

(hasFolder ? test : test.skip)('STL files measure as another program measured them', (t) => {
  const stls = Object.entries(truth).filter(([file]) => file.endsWith('.stl'));
  t.true(stls.length > 0);
  for (const [file, expected] of stls) {
    const outcome = analyseModel(readFileSync(path.join(folder, file)));
    if (!outcome.ok) return t.fail(`${file}: ${outcome.refusal.detail}`);
    const { volumeMm3, areaMm2, boundingBoxMm, triangles, watertight, shells } = outcome.value;
    const [x, y, z] = expected.boundingBoxMm;
    t.deepEqual(
      { triangles, watertight, shells, boundingBoxMm },
      {
        triangles: expected.triangles,
        watertight: expected.watertight,
        shells: expected.shells,
        boundingBoxMm: { x, y, z },
      },
      file,
    );
    t.true(Math.abs(volumeMm3 - expected.volumeMm3) < 1e-6, `${file}: ${volumeMm3} mm³`);
    t.true(Math.abs(areaMm2 - expected.areaMm2) < 1e-6, `${file}: ${areaMm2} mm²`);
  }
});

test('generated models are printable, small and have the volume that their formula says', (t) => {
  for (let n = 0; n < 60; n++) {
    const model = generateModel(n);
    const outcome = analyseModel(model.stl);
    if (!outcome.ok) return t.fail(`${model.name}: ${outcome.refusal.detail}`);
    const { volumeMm3, triangles, watertight, shells, defects } = outcome.value;
    t.deepEqual(
      { triangles, watertight, shells, defects },
      { triangles: model.triangles, watertight: true, shells: 1, defects: [] },
      model.name,
    );
    t.true(volumeMm3 > 0 && model.stl.length < 100_000, model.name);
    const error = Math.abs(volumeMm3 - (model.volumeMm3 ?? volumeMm3)) / volumeMm3;
    t.true(error < 1e-6, `${model.name}: ${volumeMm3} mm³, formula ${model.volumeMm3} mm³`);
  }
});

test('the same number gives the same model to the byte, another number another model', (t) => {
  t.deepEqual(generateModel(7), generateModel(7));
  t.notDeepEqual(generateModel(7).stl, generateModel(10).stl);
});
