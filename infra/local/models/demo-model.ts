/** A model of the demonstration: a file and, where a formula knows it, the volume of its mesh. */
export interface DemoModel {
  /** e.g. `ring-18.0` */
  readonly name: string;
  /** Binary STL, under 100 kB. */
  readonly stl: Buffer;
  readonly triangles: number;
  /** Exact volume (mm³) of the mesh but for the rounding to single precision; null without a formula. */
  readonly volumeMm3: number | null;
}
