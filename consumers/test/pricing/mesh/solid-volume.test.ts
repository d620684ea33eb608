import fc from 'fast-check';
import test, { type ExecutionContext } from 'ava';
import type { Manifold, ManifoldToplevel } from 'manifold-3d';
import { writeBinaryStl, type Point, type Triangle } from '@karat/infra/models';
import { analyseModel } from '../../../src/pricing/mesh/analyse-mesh.ts';
import { boxTriangles, turned } from '../../support/meshes.ts';
import { analyseTriangles, openManifold, trianglesOf } from '../../support/solids.ts';

const TEN: Point = [10, 10, 10];
const FOUR: Point = [4, 4, 4];

function isNear(t: ExecutionContext, actual: number, expected: number): void {
  const message = `Expected ${String(expected)} mm³, got ${String(actual)} mm³`;
  t.true(Math.abs(actual - expected) <= 1e-6 * Math.abs(expected), message);
}

/** A box at (3, 3, 3) that is no part of the metal. */
const HOLLOW = boxTriangles(FOUR, [3, 3, 3]).map(turned);

const cases: readonly (readonly [string, readonly Triangle[], number, readonly string[]])[] = [
  ['a box is all metal', boxTriangles(TEN), 1000, []],
  ['a hollow is not charged', [...boxTriangles(TEN), ...HOLLOW], 936, []],
  [
    'a piece within a hollow is charged',
    [...boxTriangles(TEN), ...HOLLOW, ...boxTriangles([1, 1, 1], [4, 4, 4])],
    937,
    [],
  ],
  [
    'a body within another is not charged twice',
    [...boxTriangles(TEN), ...boxTriangles(FOUR, [3, 3, 3])],
    1000,
    ['self-overlap'],
  ],
  [
    'two pieces apart from each other are both charged',
    [...boxTriangles(TEN), ...boxTriangles(FOUR, [20, 0, 0])],
    1064,
    [],
  ],
  [
    'what two bodies have in common is charged once',
    [...boxTriangles(TEN), ...boxTriangles(TEN, [5, 1, 2])],
    2000 - 5 * 9 * 8,
    ['self-overlap'],
  ],
  [
    'a hollow stays hollow where another body overlaps the first beside it',
    [...boxTriangles(TEN), ...HOLLOW, ...boxTriangles(TEN, [8, 1, 2])],
    2000 - 64 - 2 * 9 * 8,
    ['self-overlap'],
  ],
  [
    'a body that reaches into the hollow of another fills it',
    [...boxTriangles(TEN), ...HOLLOW, ...boxTriangles([10, 2, 2], [5, 4, 4])],
    936 + 40 - 3 * 2 * 2,
    ['self-overlap'],
  ],
  [
    'two bodies that touch are both charged and do not overlap',
    [...boxTriangles(TEN), ...boxTriangles(FOUR, [10, 3, 3])],
    1064,
    [],
  ],
  [
    'a hollow that breaks through the surface is not taken off, and somebody should look',
    [...boxTriangles(TEN), ...boxTriangles(FOUR, [8, 3, 3]).map(turned)],
    1000,
    ['self-overlap'],
  ],
  [
    'of two hollows that meet only one is taken off, and somebody should look',
    [...boxTriangles(TEN), ...HOLLOW, ...boxTriangles(FOUR, [4, 4, 4]).map(turned)],
    936,
    ['self-overlap'],
  ],
];

for (const [title, triangles, expectedMm3, codes] of cases) {
  test(title, async (t) => {
    const { solidVolumeMm3, defects } = await analyseTriangles(triangles);
    isNear(t, solidVolumeMm3, expectedMm3);
    t.deepEqual(
      defects.map(({ code }) => code),
      codes,
    );
  });
}

test('a place where bodies overlap is told', async (t) => {
  const { defects } = await analyseTriangles([
    ...boxTriangles(TEN),
    ...boxTriangles(TEN, [5, 1, 2]),
  ]);
  const [place] = defects[0]?.sample ?? [];
  t.true(place !== undefined && [0, 5, 10, 15].includes(place.x), JSON.stringify(place));
  t.like(defects[0], { severity: 'warn', count: 1 });
});

test('a body turned inside out beside another is refused and takes nothing off it', async (t) => {
  const { solidVolumeMm3, defects } = await analyseTriangles([
    ...boxTriangles(TEN),
    ...boxTriangles(FOUR, [20, 0, 0]).map(turned),
  ]);
  isNear(t, solidVolumeMm3, 1000);
  t.like(defects, [{ code: 'negative-volume', severity: 'refuse', count: 1 }]);
});

test('bodies that are not united are charged each, never less, and somebody should look', (t) => {
  const file = writeBinaryStl('two', [...boxTriangles(TEN), ...boxTriangles(TEN, [5, 1, 2])]);
  const outcome = analyseModel(file);
  t.like(outcome, { value: { solidVolumeMm3: 2000, defects: [{ code: 'self-overlap' }] } });
});

test('more bodies in each other than can be looked at are charged each, never less', async (t) => {
  const boxes = Array.from({ length: 160 }, (_, i) => {
    const shift = i / 1024;
    return boxTriangles(TEN, [shift, shift * 3, shift * 5]);
  });
  const { solidVolumeMm3, defects } = await analyseTriangles(boxes.flat());
  isNear(t, solidVolumeMm3, 160_000);
  t.like(defects, [{ code: 'self-overlap', severity: 'warn' }]);
});

/** A box or a cylinder somewhere, its measures in mm and its turns in degrees. */
const shape = fc.record({
  isBox: fc.boolean(),
  isHollow: fc.boolean(),
  size: fc.tuple(...[1, 2, 3].map(() => fc.double({ min: 0.5, max: 8, noNaN: true }))),
  turn: fc.tuple(...[1, 2, 3].map(() => fc.double({ min: -180, max: 180, noNaN: true }))),
  at: fc.tuple(...[1, 2, 3].map(() => fc.double({ min: -6, max: 6, noNaN: true }))),
});

type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

function solidsOf(
  { Manifold, Mesh }: ManifoldToplevel,
  { isBox, isHollow, size, turn, at }: Shape,
  mayBeHollow: boolean,
): readonly Manifold[] {
  const [a = 1, b = 1, c = 1] = size;
  const whole = isBox
    ? Manifold.cube([a, b, c], true)
    : Manifold.cylinder(c, a / 2, b / 2, 24, true);
  const placed = (solid: Manifold): Manifold =>
    // Rounded to the precision of a file, which is what is measured.
    new Manifold(
      new Mesh(
        solid
          .rotate(turn as never)
          .translate(at as never)
          .getMesh(),
      ),
    );
  return [whole, ...(isHollow && mayBeHollow ? [whole.scale(0.5)] : [])].map(placed);
}

test('bodies of any kind in any position are charged what their union measures', async (t) => {
  const library = await openManifold();
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 1, maxLength: 5 }), async (shapes) => {
      const bodies = shapes.map((one, i) => solidsOf(library, one, i < 2));
      const union = library.Manifold.union(
        bodies.map(([outer, ...hollows]) =>
          library.Manifold.difference([outer as Manifold, ...hollows]),
        ),
      );
      const triangles = bodies.flatMap(([outer, ...hollows]) => [
        ...trianglesOf(outer as Manifold),
        ...hollows.flatMap((hollow) => trianglesOf(hollow).map(turned)),
      ]);
      const { solidVolumeMm3 } = await analyseTriangles(triangles);
      isNear(t, solidVolumeMm3, union.volume());
    }),
    { numRuns: 40 },
  );
});

test('a ring of any section measures what the other program says', async (t) => {
  const { CrossSection, Manifold } = await openManifold();
  const ring = CrossSection.circle(1, 32).translate([9, 0]).revolve(96);
  const ball = Manifold.sphere(5, 64);
  for (const solid of [ring, ball, ring.add(ball.translate([9, 0, 0]))]) {
    const { solidVolumeMm3, volumeMm3 } = await analyseTriangles(trianglesOf(solid));
    isNear(t, solidVolumeMm3, solid.volume());
    isNear(t, volumeMm3, solid.volume());
  }
});
