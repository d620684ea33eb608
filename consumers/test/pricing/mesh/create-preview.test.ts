import test from 'ava';
import { generateRing, writeBinaryStl } from '@karat/infra/models';
import { analyseFile } from '../../../src/pricing/mesh/analyse-file.ts';
import { boxTriangles } from '../../support/meshes.ts';

/** What the test reads of a GLB; it fails if the file has another shape. */
interface Gltf {
  readonly asset: { readonly version: string };
  readonly accessors: readonly {
    readonly count: number;
    readonly min?: readonly number[];
    readonly max?: readonly number[];
  }[];
  readonly buffers: readonly { readonly byteLength: number }[];
}

async function previewOf(stl: Buffer): Promise<{ readonly glb: Buffer; readonly gltf: Gltf }> {
  const outcome = await analyseFile(stl, { thickness: false, preview: true });
  const glb = Buffer.from((outcome.ok ? outcome.value.previewGlb : undefined) ?? []);
  const gltf = JSON.parse(glb.toString('utf8', 20, 20 + glb.readUInt32LE(12))) as Gltf;
  return { glb, gltf };
}

test('a preview is in metres with y upwards, as viewers expect it', async (t) => {
  const { glb, gltf } = await previewOf(writeBinaryStl('box', boxTriangles([10, 20, 30])));
  t.is(glb.toString('latin1', 0, 4), 'glTF');
  t.is(glb.readUInt32LE(8), glb.length);
  const [positions, indices] = gltf.accessors;
  t.deepEqual(Float32Array.from(positions?.min ?? []), Float32Array.of(...[0, 0, -0.02]));
  t.deepEqual(Float32Array.from(positions?.max ?? []), Float32Array.of(...[0.01, 0.03, 0]));
  t.deepEqual([positions?.count, indices?.count], [8, 36]);
  const jsonBytes = glb.readUInt32LE(12);
  t.is(gltf.buffers[0]?.byteLength, glb.readUInt32LE(20 + jsonBytes));
  t.is(28 + jsonBytes + glb.readUInt32LE(20 + jsonBytes), glb.length);
});

test('a preview of a fine mesh has at most 20,000 faces and the same extent', async (t) => {
  const grid = { columns: 400, rows: 200 };
  const { stl } = generateRing({ innerDiameterMm: 18, widthMm: 3, thicknessMm: 2, grid });
  const { gltf } = await previewOf(stl);
  const [positions, indices] = gltf.accessors;
  const corners = indices?.count ?? 0;
  t.true(corners > 30_000 && corners <= 60_000);
  const [x = 0, y = 0] = positions?.max ?? [];
  t.true(Math.abs(x - 0.011) < 2e-5 && Math.abs(y - 0.0015) < 2e-5, `${String(x)} ${String(y)}`);
});

test('a mesh of a thousand pieces has a preview of as few faces', async (t) => {
  const boxes = Array.from({ length: 2_500 }, (_, i) =>
    boxTriangles([1, 1, 1], [2 * (i % 50), 2 * Math.floor(i / 50), 0]),
  );
  const { gltf } = await previewOf(writeBinaryStl('boxes', boxes.flat()));
  t.true((gltf.accessors[1]?.count ?? Infinity) <= 60_000);
});

test('a preview that nobody asked for is not made', async (t) => {
  const outcome = await analyseFile(writeBinaryStl('box', boxTriangles([1, 2, 3])));
  t.true(outcome.ok && outcome.value.previewGlb === undefined);
});
