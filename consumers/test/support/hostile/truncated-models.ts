import { asciiStl, boxStl, boxTriangles } from '../meshes.ts';
import { indexed, meshFile3mf, meshGlb, objFile } from '../written-models.ts';
import { harmless, hostile, type HostileModel } from './hostile-model.ts';

const PLACES = 16;

/** Models of each format, cut off at places all over. */
export function truncatedModels(): readonly HostileModel[] {
  const triangles = boxTriangles([10, 20, 30]);
  const mesh = indexed(triangles);
  const files = {
    'binary STL': boxStl([10, 20, 30]),
    'ASCII STL': Buffer.from(asciiStl(triangles)),
    OBJ: objFile(mesh),
    '3MF': meshFile3mf(mesh),
    GLB: meshGlb(mesh),
  };
  return Object.entries(files).flatMap(([format, file]) =>
    Array.from({ length: PLACES }, (_, place) => {
      const bytes = Math.floor((file.length * place) / PLACES);
      // An OBJ has no end to miss: it is the open edges that give it away.
      const make = format === 'OBJ' ? harmless : hostile;
      return make(`${format} cut off after ${bytes} bytes`, () => file.subarray(0, bytes));
    }),
  );
}
