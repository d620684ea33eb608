/**
 * An affine map: three rows of what x, y and z become, then the shift; points are rows, multiplied
 * from the left: x′ = x·m00 + y·m10 + z·m20 + m30.
 *
 * @see https://github.com/3MFConsortium/spec_core (3.3, 3D Matrices)
 */
export type Transform = readonly [
  ...[m00: number, m01: number, m02: number, m10: number, m11: number, m12: number],
  ...[m20: number, m21: number, m22: number, m30: number, m31: number, m32: number],
];

/** Leaves everything where it is. */
export const IDENTITY: Transform = [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];

/** The same in each direction. */
export function scaling(factor: number): Transform {
  return [factor, 0, 0, 0, factor, 0, 0, 0, factor, 0, 0, 0];
}

/** Does `inner` first and `outer` to what comes of it. */
export function combine(inner: Transform, outer: Transform): Transform {
  const [a, b, c, d, e, f, g, h, i, x, y, z] = inner;
  const shift = applyTo(outer, [x, y, z]);
  return [
    ...turn(outer, [a, b, c]),
    ...turn(outer, [d, e, f]),
    ...turn(outer, [g, h, i]),
    ...shift,
  ];
}

/** Whether it makes a left hand of a right one, and so turns faces inside out. */
export function isMirroring([a, b, c, d, e, f, g, h, i]: Transform): boolean {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g) < 0;
}

/** The twelve numbers as a map; null where there are not twelve or one is not finite. */
export function asTransform(numbers: readonly number[]): Transform | null {
  const whole = numbers.length === 12 && numbers.every((value) => Number.isFinite(value));
  // Length and numbers were just looked at; TypeScript does not count.
  return whole ? (numbers as unknown as Transform) : null;
}

type Row = readonly [number, number, number];

function applyTo(transform: Transform, row: Row): Row {
  const [x, y, z] = turn(transform, row);
  return [x + transform[9], y + transform[10], z + transform[11]];
}

function turn([a, b, c, d, e, f, g, h, i]: Transform, [x, y, z]: Row): Row {
  return [x * a + y * d + z * g, x * b + y * e + z * h, x * c + y * f + z * i];
}
