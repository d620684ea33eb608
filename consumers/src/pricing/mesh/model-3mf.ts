import type { ModelUnit } from './model-unit.ts';
import type { Transform } from './transform.ts';

/** What one model part of a 3MF holds; lengths in its `unit`. */
export interface Model3mf {
  readonly unit: ModelUnit;
  readonly objects: ReadonlyMap<string, Object3mf>;
  /** What is to be built; only the first part of a package has a say in it. */
  readonly items: readonly Placed3mf[];
}

/** An object: a mesh of its own, others put together, or nothing. */
export interface Object3mf {
  readonly id: string;
  /** `model`, `support`, `solidsupport`, `surface` or `other`. */
  readonly type: string;
  readonly mesh: Mesh3mf;
  readonly components: readonly Placed3mf[];
}

/** A mesh; each index is that of a vertex that is there. */
export interface Mesh3mf {
  /** x, y, z of one vertex after the other. */
  readonly coordinates: Float32Array;
  /** Three vertices (0…) to a triangle. */
  readonly indices: Uint32Array;
}

/** An object at its place in another, or in the whole. */
export interface Placed3mf {
  readonly objectId: string;
  /** The part it is in; null: the same part. */
  readonly path: string | null;
  readonly transform: Transform;
}

/** How much of everything has been read of a package so far. */
export interface Budget3mf {
  inflatedBytes: number;
  vertices: number;
  triangles: number;
  /** Objects, components and items. */
  objects: number;
}
