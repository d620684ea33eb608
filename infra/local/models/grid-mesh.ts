/** A point of a model, mm. */
export type Point = readonly [x: number, y: number, z: number];

/** Three corners, counter-clockwise when seen from outside. */
export type Triangle = readonly [Point, Point, Point];

/** How many points a closed grid has around (columns) and along its cross-section (rows). */
export interface GridSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * The triangles of a grid that is closed in both directions, as the skin of a ring is.
 *
 * Each point is computed once and used by all its neighbours, and each edge is run along once in
 * either direction: so the mesh is watertight by construction, to the bit.
 */
export function closedGrid(
  { columns, rows }: GridSize,
  pointAt: (column: number, row: number) => Point,
): readonly Triangle[] {
  const points = Array.from({ length: columns }, (_, column) =>
    Array.from({ length: rows }, (_, row) => pointAt(column, row)),
  );
  const at = (column: number, row: number): Point =>
    points[column % columns]?.[row % rows] ?? [0, 0, 0];
  return points.flatMap((section, column) =>
    section.flatMap((_, row): readonly Triangle[] => {
      const [a, b] = [at(column, row), at(column + 1, row)];
      const [c, d] = [at(column + 1, row + 1), at(column, row + 1)];
      return [
        [a, b, c],
        [a, c, d],
      ];
    }),
  );
}
