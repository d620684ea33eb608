/** A stream of batches that is read one item at a time, waiting only between batches. */
export interface Cursor<T> {
  /** Makes the next item known; has to be awaited whenever `isReady` is false. */
  readonly fill: () => Promise<void>;
  readonly isReady: () => boolean;
  /** The next item, or null at the end. */
  readonly head: () => T | null;
  readonly take: () => void;
}

/** A cursor over batches. */
export function createCursor<T>(batches: AsyncIterable<readonly T[]>): Cursor<T> {
  const iterator = batches[Symbol.asyncIterator]();
  let batch: readonly T[] = [];
  let at = 0;
  let isDone = false;
  return {
    isReady: () => isDone || at < batch.length,
    fill: async () => {
      while (!isDone && at >= batch.length) {
        const next = await iterator.next();
        at = 0;
        batch = next.done === true ? [] : next.value;
        isDone = next.done === true;
      }
    },
    head: () => batch[at] ?? null,
    take: () => {
      at += 1;
    },
  };
}
