type NumberArray = Float32Array | Uint32Array;

/** A typed array that grows by doubling: what a file holds is known only at its end. */
export interface GrowableNumbers<A extends NumberArray> {
  readonly push: (value: number) => void;
  readonly length: () => number;
  /** The numbers pushed so far; a view, valid until the next push. */
  readonly values: () => A;
}

/** Small: a 3MF may have a hundred thousand meshes, each with two of these. */
const FIRST_ROOM = 32;

/** Numbers kept in single precision. */
export function createGrowableFloats(): GrowableNumbers<Float32Array> {
  return createGrowable((room) => new Float32Array(room));
}

/** Whole numbers from 0 to 2³² − 1. */
export function createGrowableIndices(): GrowableNumbers<Uint32Array> {
  return createGrowable((room) => new Uint32Array(room));
}

function createGrowable<A extends NumberArray>(create: (room: number) => A): GrowableNumbers<A> {
  let kept = create(FIRST_ROOM);
  let length = 0;
  return {
    push: (value) => {
      if (length === kept.length) {
        const larger = create(length * 2);
        larger.set(kept);
        kept = larger;
      }
      kept[length] = value;
      length += 1;
    },
    length: () => length,
    // A subarray of a typed array is one of the same kind; TypeScript knows that for each, not for both.
    values: () => kept.subarray(0, length) as A,
  };
}
