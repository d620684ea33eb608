/** The angle (radians) of one of so many corners of a regular polygon. */
export function turn(corner: number, corners: number): number {
  return (2 * Math.PI * corner) / corners;
}

/** The share of a circle's area that the regular polygon inscribed in it has. */
export function polygonShare(corners: number): number {
  return Math.sin(turn(1, corners)) / turn(1, corners);
}
