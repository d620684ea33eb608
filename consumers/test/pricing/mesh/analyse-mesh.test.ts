import test from 'ava';
import { generateRing, writeBinaryStl, type Point, type Triangle } from '@karat/infra/models';
import { analyseModel } from '../../../src/pricing/mesh/analyse-mesh.ts';
import type { MeshAnalysis } from '../../../src/pricing/mesh/mesh-analysis.ts';
import { boxStl, boxTriangles, turned } from '../../support/meshes.ts';

const TEN: Point = [10, 10, 10];

function analyse(file: Buffer): MeshAnalysis {
  const outcome = analyseModel(file);
  if (!outcome.ok) throw new TypeError(`Expected a mesh, got ${outcome.refusal.detail}`);
  return outcome.value;
}

function analyseTriangles(triangles: readonly Triangle[]): MeshAnalysis {
  return analyse(writeBinaryStl('test', triangles));
}

function defectCounts({ defects }: MeshAnalysis): Readonly<Record<string, number>> {
  return Object.fromEntries(defects.map(({ code, count }) => [code, count]));
}

test('a box has the volume, surface and extent of a box', (t) => {
  const outcome = analyseModel(boxStl([10, 20, 30]), { thickness: false });
  t.deepEqual(outcome.ok && outcome.value, {
    volumeMm3: 6000,
    solidVolumeMm3: 6000,
    areaMm2: 2200,
    boundingBoxMm: { x: 10, y: 20, z: 30 },
    triangles: 12,
    watertight: true,
    shells: 1,
    minWallMm: null,
    defects: [],
  });
});

test('a model far from the origin measures like one beside it', (t) => {
  const { volumeMm3, boundingBoxMm } = analyseTriangles(boxTriangles([1, 2, 3], [4096, -8192, 64]));
  t.deepEqual({ volumeMm3, boundingBoxMm }, { volumeMm3: 6, boundingBoxMm: { x: 1, y: 2, z: 3 } });
});

test('the finer a ring is meshed, the nearer its volume comes to that of a torus', (t) => {
  const errors = [8, 32, 128].map((columns) => {
    const { stl } = generateRing({
      innerDiameterMm: 18,
      widthMm: 2,
      thicknessMm: 2,
      grid: { columns, rows: columns },
    });
    return Math.abs(analyse(stl).volumeMm3 - 2 * Math.PI ** 2 * 10);
  });
  t.true(
    errors.every((error, i) => i === 0 || error < (errors[i - 1] ?? 0) / 10),
    errors.join(),
  );
});

test('two pieces in one file are two shells', (t) => {
  const analysis = analyseTriangles([...boxTriangles(TEN), ...boxTriangles(TEN, [20, 0, 0])]);
  t.like(analysis, { shells: 2, volumeMm3: 2000, watertight: true, defects: [] });
});

test('a missing face leaves open edges, each reported with its place', (t) => {
  const analysis = analyseTriangles(boxTriangles(TEN).slice(2));
  t.false(analysis.watertight);
  t.deepEqual(defectCounts(analysis), { 'open-edge': 4 });
  t.true(analysis.defects[0]?.sample.every(({ z }) => z === 0));
});

test('a face turned inside out is reported and leaves the mesh closed', (t) => {
  const analysis = analyseTriangles(
    boxTriangles(TEN).map((face, i) => (i === 0 ? turned(face) : face)),
  );
  t.true(analysis.watertight);
  t.deepEqual(defectCounts(analysis), { flipped: 3 });
});

test('a body turned inside out has a negative volume', (t) => {
  const analysis = analyseTriangles(boxTriangles(TEN).map(turned));
  t.is(analysis.volumeMm3, -1000);
  t.deepEqual(defectCounts(analysis), { 'negative-volume': 1 });
});

test('the same body twice in one place is refused and not charged twice', (t) => {
  const analysis = analyseTriangles([...boxTriangles(TEN), ...boxTriangles(TEN)]);
  t.deepEqual(defectCounts(analysis), { 'non-manifold-edge': 18, duplicate: 12 });
});

test('a face that is there twice is told, from whichever corner it begins', (t) => {
  const triangles = boxTriangles(TEN);
  const [a, b, c] = triangles[5] ?? [TEN, TEN, TEN];
  const analysis = analyseTriangles([...triangles, [c, a, b]]);
  t.deepEqual(defectCounts(analysis), { 'non-manifold-edge': 3, duplicate: 1 });
});

test('two faces back to back enclose nothing', (t) => {
  const face: Triangle = [
    [0, 0, 0],
    [5, 0, 0],
    [0, 5, 0],
  ];
  t.deepEqual(defectCounts(analyseTriangles([face, turned(face)])), { 'zero-volume': 1 });
});

test('a collapsed face in an otherwise closed mesh is only a warning', (t) => {
  const collapsed: Triangle = [
    [0, 0, 0],
    [10, 0, 0],
    [0, 0, 0],
  ];
  const analysis = analyseTriangles([...boxTriangles(TEN), collapsed]);
  t.true(analysis.watertight);
  t.deepEqual(defectCounts(analysis), { degenerate: 1 });
  t.is(analysis.defects[0]?.severity, 'warn');
});

test('corners that are no numbers are reported and not measured', (t) => {
  const broken: Triangle = [
    [NaN, 0, 0],
    [1, Infinity, 0],
    [0, 1, 0],
  ];
  const analysis = analyseTriangles([...boxTriangles(TEN), broken]);
  t.is(analysis.volumeMm3, 1000);
  t.deepEqual(analysis.defects, [
    { code: 'non-finite', severity: 'refuse', count: 1, sample: [{ x: 0, y: 0, z: 0 }] },
  ]);
});

test('plus and minus zero are the same place', (t) => {
  const triangles = boxTriangles(TEN).map((face, i) =>
    i % 2 === 0 ? face : (face.map((point) => point.map((c) => (c === 0 ? -0 : c))) as never),
  );
  t.true(analyseTriangles(triangles).watertight);
});

test('all kinds of defects are reported at once, each with a few places', (t) => {
  const boxes = Array.from({ length: 4 }, (_, i) => boxTriangles(TEN, [20 * i, 0, 0]).slice(2));
  const flipped = boxTriangles(TEN, [0, 50, 0]).map((face, i) => (i === 0 ? turned(face) : face));
  const analysis = analyseTriangles([...boxes.flat(), ...flipped]);
  t.deepEqual(defectCounts(analysis), { 'open-edge': 16, flipped: 3 });
  t.deepEqual(
    analysis.defects.map(({ sample }) => sample.length),
    [5, 3],
  );
});

for (const [title, size] of [
  ['half a millimetre', 0.5],
  ['half a metre', 500],
] as const) {
  test(`a model of ${title} gets a warning about its size`, (t) => {
    const [defect] = analyse(boxStl([size, size, size])).defects;
    t.like(defect, { code: 'implausible-size', severity: 'warn', count: 1 });
  });
}
