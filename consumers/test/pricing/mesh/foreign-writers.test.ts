import test from 'ava';
import initManifold from 'manifold-3d';
import { BoxGeometry, BufferAttribute, BufferGeometry, Group, Mesh } from 'three';
import { GLTFExporter } from 'three/examples/jsm/exporters/GLTFExporter.js';
import { OBJExporter } from 'three/examples/jsm/exporters/OBJExporter.js';
import { STLExporter } from 'three/examples/jsm/exporters/STLExporter.js';
import type { Point } from '@karat/infra/models';
import { analyseMesh } from '../../../src/pricing/mesh/analyse-mesh.ts';
import { readModel } from '../../../src/pricing/mesh/read-model.ts';
import { meshFile3mf } from '../../support/written-models.ts';

/** The exporter of three.js wants this class of browsers. */
class BlobReader {
  result: ArrayBuffer | null = null;
  onloadend: (() => void) | null = null;
  async readAsArrayBuffer(blob: Blob): Promise<void> {
    this.result = await blob.arrayBuffer();
    this.onloadend?.();
  }
}

/** A ball with a hole through it, made and measured by Manifold; in mm. */
async function bead() {
  const manifold = await initManifold();
  manifold.setup();
  const { Manifold } = manifold;
  const body = Manifold.sphere(10, 64).subtract(Manifold.cylinder(30, 4, 4, 48, true));
  const { vertProperties, triVerts } = body.getMesh();
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(vertProperties, 3));
  geometry.setIndex(new BufferAttribute(triVerts, 1));
  return { body, geometry, vertices: [...vertProperties], indices: [...triVerts] };
}

function inThrees(values: readonly number[]): readonly Point[] {
  return Array.from({ length: values.length / 3 }, (_, i) => {
    const [x = 0, y = 0, z = 0] = values.slice(i * 3, i * 3 + 3);
    return [x, y, z] as const;
  });
}

test('a bead has the volume that Manifold gives it, by whomever and in whatever it was written', async (t) => {
  Object.assign(globalThis, { FileReader: BlobReader });
  const { body, geometry, vertices, indices } = await bead();
  const inMetres = new Group();
  const turned = new Group().add(new Mesh(geometry));
  turned.rotation.set(0.3, 0.5, 0.7);
  turned.scale.setScalar(0.001);
  inMetres.add(turned).updateMatrixWorld(true);
  const glb = await new GLTFExporter().parseAsync(inMetres, { binary: true });
  const stl = new STLExporter().parse(new Mesh(geometry), { binary: true });
  const files = {
    OBJ: Buffer.from(new OBJExporter().parse(new Mesh(geometry))),
    STL: Buffer.from(stl.buffer, stl.byteOffset, stl.byteLength),
    // With `binary` it is one; the type allows for both.
    GLB: Buffer.from(glb as ArrayBuffer),
    '3MF': meshFile3mf({ vertices: inThrees(vertices), faces: inThrees(indices) }),
  };
  for (const [format, file] of Object.entries(files)) {
    const model = readModel(file, { unit: null });
    if (!model.ok) return t.fail(`${format}: ${model.refusal.detail}`);
    t.is(model.value.format, format as never);
    const { volumeMm3, areaMm2, triangles, watertight, defects } = analyseMesh(model.value.soup);
    t.deepEqual({ triangles, watertight }, { triangles: body.numTri(), watertight: true }, format);
    t.deepEqual(
      defects.filter(({ severity }) => severity === 'refuse'),
      [],
      format,
    );
    t.true(Math.abs(volumeMm3 / body.volume() - 1) < 1e-5, `${format}: ${volumeMm3} mm³`);
    t.true(Math.abs(areaMm2 / body.surfaceArea() - 1) < 1e-5, `${format}: ${areaMm2} mm²`);
  }
});

test('a mirrored box of three.js keeps its volume in a GLB', async (t) => {
  Object.assign(globalThis, { FileReader: BlobReader });
  const mirrored = new Mesh(new BoxGeometry(0.01, 0.02, 0.03));
  mirrored.scale.set(1, -1, 1);
  const glb = await new GLTFExporter().parseAsync(mirrored, { binary: true });
  const model = readModel(Buffer.from(glb as ArrayBuffer), { unit: null });
  t.true(model.ok && Math.abs(analyseMesh(model.value.soup).volumeMm3 - 6000) < 0.01);
});
