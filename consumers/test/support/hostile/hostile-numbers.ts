import { asciiStl, boxStl, boxTriangles } from '../meshes.ts';
import { glbFile, glbParts, indexed, meshFile3mf, objFile } from '../written-models.ts';
import { harmless, type HostileModel } from './hostile-model.ts';

/** Coordinates that a model should not have; what is read with them has to have finite figures. */
const NUMBERS = {
  'no number': Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  'minus infinity': Number.NEGATIVE_INFINITY,
  'the largest single': 3.4028234663852886e38,
  'the largest double': Number.MAX_VALUE,
  'the smallest double': Number.MIN_VALUE,
  'minus nought': -0,
  'ten to the 30': 1e30,
};

/** A box in each format, one corner of it at a place that is hardly one. */
export function hostileNumbers(): readonly HostileModel[] {
  return Object.entries(NUMBERS).flatMap(([name, value]) => {
    const triangles = boxTriangles([10, 20, 30]);
    const mesh = indexed(triangles);
    const [first = [0, 0, 0] as const, ...others] = mesh.vertices;
    const moved = { ...mesh, vertices: [[value, first[1], first[2]] as const, ...others] };
    return [
      harmless(`binary STL with ${name}`, () => {
        const file = boxStl([10, 20, 30]);
        file.writeFloatLE(value, 96);
        return file;
      }),
      harmless(`ASCII STL with ${name}`, () =>
        asciiStl(triangles).replace('vertex 0', `vertex ${value}`),
      ),
      harmless(`OBJ with ${name}`, () => objFile(moved)),
      harmless(`3MF with ${name}`, () => meshFile3mf(moved)),
      harmless(`GLB with ${name}`, () => {
        const { json, binary } = glbParts(moved);
        return glbFile(json, binary);
      }),
    ];
  });
}
