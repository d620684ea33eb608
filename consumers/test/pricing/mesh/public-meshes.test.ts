import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import test from 'ava';
import NodeStl from 'node-stl';
import { analyseMesh } from '../../../src/pricing/mesh/analyse-mesh.ts';
import { readModel } from '../../../src/pricing/mesh/read-model.ts';

/** Models that the package node-stl ships with its own tests; they stay there and are no part of the project. */
const folder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('node-stl')),
  'test/test_data',
);

/** Triangles, and what the files are: binary of one and of 200,000 faces, and ASCII. */
const models: Readonly<Record<string, number>> = {
  '002.STL': 40,
  'Pterosaur_FDM.stl': 201_286,
  'RasPiCaseLight.stl': 248,
  'WALLY_1plate.stl': 382,
  'box_2x3x4.stl': 12,
  'box_3x3x3_offset.stl': 12,
};

for (const [file, expectedTriangles] of Object.entries(models)) {
  test(`the public model ${file} measures as node-stl measures it`, (t) => {
    const bytes = readFileSync(path.join(folder, file));
    const model = readModel(bytes, { unit: null });
    if (!model.ok) return t.fail(model.refusal.detail);
    const { triangles, watertight, volumeMm3, areaMm2 } = analyseMesh(model.value.soup);
    const { volume, area } = new NodeStl(bytes);
    t.deepEqual({ triangles, watertight }, { triangles: expectedTriangles, watertight: true });
    // node-stl keeps the decimals of a text in double precision, which no STL does.
    t.true(Math.abs(volumeMm3 / (volume * 1000) - 1) < 1e-6, `${volumeMm3} mm³`);
    t.true(Math.abs(areaMm2 / area - 1) < 1e-6, `${areaMm2} mm²`);
  });
}

test('a public model with bytes behind its last face is refused', (t) => {
  t.deepEqual(readModel(readFileSync(path.join(folder, 'box.stl')), { unit: null }), {
    ok: false,
    refusal: { code: 'malformed', detail: 'Expected 84 + 50·1656 = 82884 bytes, got 97368' },
  });
});
