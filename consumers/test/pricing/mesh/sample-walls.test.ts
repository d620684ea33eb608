import test, { type ExecutionContext } from 'ava';
import { generateRing, writeBinaryStl, type Point, type Triangle } from '@karat/infra/models';
import { analyseModel } from '../../../src/pricing/mesh/analyse-mesh.ts';
import type { MeshAnalysis } from '../../../src/pricing/mesh/mesh-analysis.ts';
import { boxTriangles, turned } from '../../support/meshes.ts';

function analyse(t: ExecutionContext, triangles: readonly Triangle[]): MeshAnalysis {
  const outcome = analyseModel(writeBinaryStl('test', triangles));
  if (outcome.ok) return outcome.value;
  return t.fail(outcome.refusal.detail);
}

function hollowBox(size: number, wall: number): readonly Triangle[] {
  const inner = size - 2 * wall;
  const from: Point = [wall, wall, wall];
  return [
    ...boxTriangles([size, size, size]),
    ...boxTriangles([inner, inner, inner], from).map(turned),
  ];
}

for (const wall of [0.5, 1, 2.5]) {
  test(`a hollow box with walls of ${String(wall)} mm has walls of that thickness`, (t) => {
    const { minWallMm, defects } = analyse(t, hollowBox(20, wall));
    t.true(minWallMm !== null);
    t.true(Math.abs((minWallMm?.p0 ?? 0) / wall - 1) < 1e-5, JSON.stringify(minWallMm));
    t.true(Math.abs((minWallMm?.p1 ?? 0) / wall - 1) < 1e-5, JSON.stringify(minWallMm));
    t.deepEqual(defects, []);
  });
}

test('a plate too thin to be cast is told with places, and is not refused', (t) => {
  const { minWallMm, defects } = analyse(t, boxTriangles([20, 20, 0.25]));
  t.true(minWallMm !== null && Math.abs(minWallMm.p0 - 0.25) < 1e-6, JSON.stringify(minWallMm));
  const [defect] = defects;
  t.like(defect, { code: 'thin-wall', severity: 'warn' });
  t.true((defect?.count ?? 0) > 3_500 && defect?.sample.length === 5);
  t.true(defect?.sample.every(({ z }) => z === 0 || z === 0.25));
});

test('a wedge is thin at its edge only, which is no reason to warn', (t) => {
  const [a, b, c, d, e, f]: readonly Point[] = [
    [0, 0, 0],
    [60, 0, 0],
    [60, 0, 60],
    [0, 20, 0],
    [60, 20, 0],
    [60, 20, 60],
  ];
  const corners = [a, b, c, d, e, f] as never as readonly [
    Point,
    Point,
    Point,
    Point,
    Point,
    Point,
  ];
  const face = (...of: readonly (0 | 1 | 2 | 3 | 4 | 5)[]): Triangle =>
    of.map((i) => corners[i]) as never;
  const wedge = [
    ...[face(0, 1, 2), face(3, 5, 4), face(0, 3, 4), face(0, 4, 1)],
    ...[face(1, 4, 5), face(1, 5, 2), face(0, 2, 5), face(0, 5, 3)],
  ];
  const { volumeMm3, minWallMm, defects } = analyse(t, wedge);
  t.true(Math.abs(volumeMm3 - 36_000) < 1e-3);
  t.true(minWallMm !== null && minWallMm.p0 < 0.3 && minWallMm.p1 > minWallMm.p0);
  t.deepEqual(defects, []);
});

test('a ring is as thick as its section, all around', (t) => {
  const { stl } = generateRing({ innerDiameterMm: 18, widthMm: 2, thicknessMm: 2 });
  const outcome = analyseModel(stl);
  const { p0 = 0, p1 = 0 } = (outcome.ok ? outcome.value.minWallMm : null) ?? {};
  t.true(p0 > 1.9 && p1 >= p0 && p1 <= 2, JSON.stringify({ p0, p1 }));
});

test('where two bodies overlap the wall is that of both, and no face between them is thin', (t) => {
  const plates = [boxTriangles([20, 20, 1]), boxTriangles([18, 18, 1], [1, 1, 0.9])].flat();
  const { minWallMm, defects } = analyse(t, plates);
  t.true(minWallMm !== null && Math.abs(minWallMm.p0 - 1) < 1e-5, JSON.stringify(minWallMm));
  t.deepEqual(
    defects.map(({ code }) => code),
    ['self-overlap'],
  );
});

test('the same model has the same thickness each time', (t) => {
  const { stl } = generateRing({ innerDiameterMm: 18, widthMm: 3, thicknessMm: 1.4 });
  t.deepEqual(analyseModel(stl), analyseModel(stl));
});

test('an open mesh has no walls, and neither has one turned inside out', (t) => {
  t.is(analyse(t, boxTriangles([10, 10, 10]).slice(1)).minWallMm, null);
  t.is(analyse(t, boxTriangles([10, 10, 10]).map(turned)).minWallMm, null);
});

test('walls that nobody asked for are not measured', (t) => {
  const file = writeBinaryStl('test', boxTriangles([10, 10, 10]));
  const outcome = analyseModel(file, { thickness: false });
  t.true(outcome.ok && outcome.value.minWallMm === null);
});
