import { BackSide, DoubleSide, Ray, Triangle, Vector3 } from 'three';
import type { MeshBVH } from 'three-mesh-bvh';
import { ANALYSIS_LIMITS } from './analysis-limits.ts';
import { createFaceTree } from './face-tree.ts';
import type { Place, WallThickness } from './mesh-analysis.ts';
import { floatAt, numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** The thickness of walls at places all over the surface. */
export interface WallSamples {
  readonly thicknessMm: WallThickness;
  /** Whether a hundredth of the surface is thinner than `ANALYSIS_LIMITS.minWallMm`. */
  readonly isThin: boolean;
  /** Places where it is. */
  readonly thin: readonly Place[];
}

/** The same model is to be measured at the same places each time. */
const SEED = 0x4b415254;
/** No wall is thinner, mm: it is where another body touches this one. */
const NEAREST_MM = 1e-4;

/**
 * Samples how thick a closed, consistently turned mesh is: from places spread evenly over its
 * surface straight inwards to where the metal ends. Null for a mesh in which no ray ends.
 *
 * @param areaMm2 area of all faces
 * @param shells shells of the mesh; where there are several they may overlap
 */
export function sampleWalls(mesh: WeldedMesh, areaMm2: number, shells: number): WallSamples | null {
  if (!(areaMm2 > 0)) return null;
  const tree = createFaceTree(mesh.positions, mesh.vertexOf);
  const thicknessAlong = shells === 1 ? toNextFace : throughBodies;
  const ray = new Ray();
  const thicknesses: number[] = [];
  const thin: Place[] = [];
  forEachSample(mesh, areaMm2, (place, inwards) => {
    ray.origin.copy(place);
    ray.direction.copy(inwards);
    const thickness = thicknessAlong(tree, ray);
    if (thickness === null) return;
    thicknesses.push(thickness);
    const { x, y, z } = place;
    if (thickness < ANALYSIS_LIMITS.minWallMm) thin.push({ x, y, z });
  });
  const sorted = Float64Array.from(thicknesses).sort();
  const [p0] = sorted;
  if (p0 === undefined) return null;
  const p1 = sorted[Math.floor(sorted.length / 100)] ?? p0;
  return { thicknessMm: { p0, p1 }, isThin: p1 < ANALYSIS_LIMITS.minWallMm, thin };
}

/** The way of a ray through one shell: to the next face seen from behind, never the one it starts on. */
function toNextFace(tree: MeshBVH, ray: Ray): number | null {
  return tree.raycastFirst(ray, BackSide, NEAREST_MM)?.distance ?? null;
}

/**
 * The way of a ray through several shells: to where it has left all bodies that it is in. Null where
 * it starts within another body, for then it starts at no surface of the whole.
 */
function throughBodies(tree: MeshBVH, ray: Ray): number | null {
  const faces = tree
    .raycast(ray, DoubleSide, NEAREST_MM)
    .map(({ distance, face }) => ({
      distance,
      out: Math.sign(face?.normal.dot(ray.direction) ?? 0),
    }))
    .sort((a, b) => a.distance - b.distance);
  // Far out it is in nothing, so what it leaves in all is what it was in at first.
  let within = faces.reduce((sum, { out }) => sum + out, 0);
  if (within !== 1) return null;
  for (const { distance, out } of faces) {
    within -= out;
    if (within === 0) return distance;
  }
  return null;
}

/**
 * Visits places at equal steps of area from one face to the next, which spreads them more evenly
 * than drawing each by itself and needs no table of areas.
 */
function forEachSample(
  { positions, vertexOf, kept }: WeldedMesh,
  areaMm2: number,
  visit: (place: Vector3, inwards: Vector3) => void,
): void {
  const random = createRandom(SEED);
  const step = areaMm2 / ANALYSIS_LIMITS.wallSamples;
  const face = new Triangle();
  const inwards = new Vector3();
  const place = new Vector3();
  let left = step * random();
  for (let triangle = 0, at = 0; triangle < kept.length; triangle++, at += 3) {
    if (kept[triangle] === 0) continue;
    left -= areaOf(positions, vertexOf, at);
    if (left > 0) continue;
    [face.a, face.b, face.c].forEach((corner, i) => {
      corner.fromArray(positions, numberAt(vertexOf, at + i) * 3);
    });
    face.getNormal(inwards).negate();
    for (; left <= 0; left += step) visit(placeWithin(face, random, place), inwards);
  }
}

function areaOf(positions: Float32Array, vertexOf: Uint32Array, at: number): number {
  const a = numberAt(vertexOf, at) * 3;
  const b = numberAt(vertexOf, at + 1) * 3;
  const c = numberAt(vertexOf, at + 2) * 3;
  const ax = floatAt(positions, a);
  const ay = floatAt(positions, a + 1);
  const az = floatAt(positions, a + 2);
  const ux = floatAt(positions, b) - ax;
  const uy = floatAt(positions, b + 1) - ay;
  const uz = floatAt(positions, b + 2) - az;
  const vx = floatAt(positions, c) - ax;
  const vy = floatAt(positions, c + 1) - ay;
  const vz = floatAt(positions, c + 2) - az;
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  return Math.sqrt(nx * nx + ny * ny + nz * nz) / 2;
}

/** A place in a triangle, every one as likely as any other. */
function placeWithin({ a, b, c }: Triangle, random: () => number, target: Vector3): Vector3 {
  const root = Math.sqrt(random());
  const share = random();
  return target
    .copy(a)
    .multiplyScalar(1 - root)
    .addScaledVector(b, root * (1 - share))
    .addScaledVector(c, root * share);
}

/**
 * Numbers from 0 up to 1, the same ones for the same seed.
 *
 * @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c (mulberry32)
 */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
