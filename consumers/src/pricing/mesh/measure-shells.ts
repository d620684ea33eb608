import type { Place } from './mesh-analysis.ts';
import type { Shells } from './find-shells.ts';
import { doubleAt, floatAt, numberAt } from './typed-access.ts';
import type { WeldedMesh } from './weld-vertices.ts';

/** The shells of a mesh with their sizes; arrays over all of them, since there can be many thousands. */
export interface MeasuredShells {
  readonly count: number;
  /** Signed volume (mm³) of each: negative for one that is turned inside out. */
  readonly volumesMm3: Float64Array;
  /** Bounds of each: the three smallest coordinates, then the three largest. */
  readonly boxes: Float32Array;
  /** Vertex numbers of the faces, those of one shell beside each other. */
  readonly indices: Uint32Array;
  /** Where the faces of a shell begin in `indices`; one more entry than there are shells. */
  readonly startOf: Uint32Array;
}

/** Measures the shells of a closed mesh; `centre` is a place near it. */
export function measureShells(mesh: WeldedMesh, shells: Shells, centre: Place): MeasuredShells {
  const { count } = shells;
  return {
    count,
    volumesMm3: volumesOf(mesh, shells, centre.x),
    boxes: boxesOf(mesh, shells),
    ...groupFaces(mesh, shells),
  };
}

/** Vertex numbers of the faces of one shell. */
export function facesOfShell({ indices, startOf }: MeasuredShells, shell: number): Uint32Array {
  return indices.subarray(numberAt(startOf, shell), numberAt(startOf, shell + 1));
}

/** The place of a vertex. */
export function placeOfVertex({ positions }: WeldedMesh, vertex: number): Place {
  const at = vertex * 3;
  return {
    x: floatAt(positions, at),
    y: floatAt(positions, at + 1),
    z: floatAt(positions, at + 2),
  };
}

function volumesOf(mesh: WeldedMesh, { count, shellOf }: Shells, planeX: number): Float64Array {
  const { vertexOf, kept, positions } = mesh;
  const volumes = new Float64Array(count);
  for (let at = 0; at < vertexOf.length; at += 3) {
    if (kept[at / 3] === 0) continue;
    const shell = numberAt(shellOf, numberAt(vertexOf, at));
    const a = numberAt(vertexOf, at) * 3;
    const b = numberAt(vertexOf, at + 1) * 3;
    const c = numberAt(vertexOf, at + 2) * 3;
    const ay = floatAt(positions, a + 1);
    const az = floatAt(positions, a + 2);
    const facing =
      (floatAt(positions, b + 1) - ay) * (floatAt(positions, c + 2) - az) -
      (floatAt(positions, b + 2) - az) * (floatAt(positions, c + 1) - ay);
    const x = floatAt(positions, a) + floatAt(positions, b) + floatAt(positions, c);
    volumes[shell] = doubleAt(volumes, shell) + (facing * (x - 3 * planeX)) / 6;
  }
  return volumes;
}

function boxesOf({ vertexOf, kept, positions }: WeldedMesh, shells: Shells): Float32Array {
  const boxes = new Float32Array(shells.count * 6);
  for (let at = 0; at < boxes.length; at += 6) {
    boxes.fill(Infinity, at, at + 3);
    boxes.fill(-Infinity, at + 3, at + 6);
  }
  for (let corner = 0; corner < vertexOf.length; corner++) {
    if (kept[Math.floor(corner / 3)] === 0) continue;
    const vertex = numberAt(vertexOf, corner);
    const box = numberAt(shells.shellOf, vertex) * 6;
    for (let axis = 0; axis < 3; axis++) {
      const value = floatAt(positions, vertex * 3 + axis);
      boxes[box + axis] = Math.min(floatAt(boxes, box + axis), value);
      boxes[box + 3 + axis] = Math.max(floatAt(boxes, box + 3 + axis), value);
    }
  }
  return boxes;
}

function groupFaces(
  { vertexOf, kept }: WeldedMesh,
  { count, shellOf }: Shells,
): Pick<MeasuredShells, 'indices' | 'startOf'> {
  const startOf = new Uint32Array(count + 1);
  for (let at = 0; at < vertexOf.length; at += 3) {
    if (kept[at / 3] === 0) continue;
    const shell = numberAt(shellOf, numberAt(vertexOf, at));
    startOf[shell] = numberAt(startOf, shell) + 3;
  }
  // Each entry becomes the end of its shell; filling it in backwards makes it the start.
  for (let shell = 0, sum = 0; shell <= count; shell++) {
    sum += numberAt(startOf, shell);
    startOf[shell] = sum;
  }
  const indices = new Uint32Array(numberAt(startOf, count));
  for (let at = 0; at < vertexOf.length; at += 3) {
    if (kept[at / 3] === 0) continue;
    const shell = numberAt(shellOf, numberAt(vertexOf, at));
    const to = numberAt(startOf, shell) - 3;
    startOf[shell] = to;
    for (let i = 0; i < 3; i++) indices[to + i] = numberAt(vertexOf, at + i);
  }
  return { indices, startOf };
}
