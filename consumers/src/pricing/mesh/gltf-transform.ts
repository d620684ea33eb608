import type { JsonDoor, JsonObject } from './json-door.ts';
import { asTransform, IDENTITY, type Transform } from './transform.ts';

/**
 * Where a node stands in its parent: its matrix, or scale, rotation and translation in this order.
 *
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#transformations
 */
export function nodeTransform(node: JsonObject, door: JsonDoor): Transform {
  const matrix = door.numbers(node, 'matrix', 16);
  // Columns of glTF are the rows of a Transform; the fourth of each is 0, 0, 0, 1.
  if (matrix !== null) return asTransform(matrix.filter((_, i) => i % 4 !== 3)) ?? IDENTITY;
  const shift = door.numbers(node, 'translation', 3) ?? [0, 0, 0];
  const rotation = rowsOf(door.numbers(node, 'rotation', 4) ?? [0, 0, 0, 1]);
  const scale = door.numbers(node, 'scale', 3) ?? [1, 1, 1];
  const turned = rotation.flatMap((row, axis) => row.map((value) => value * (scale[axis] ?? 1)));
  return asTransform([...turned, ...shift]) ?? IDENTITY;
}

/** What a quaternion makes of the three axes; one that is not of length 1 is taken as its direction. */
function rowsOf(quaternion: readonly number[]): readonly (readonly number[])[] {
  const length = Math.hypot(...quaternion) || 1;
  const [x = 0, y = 0, z = 0, w = 1] = quaternion.map((value) => value / length);
  return [
    [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w)],
    [2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w)],
    [2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)],
  ];
}
