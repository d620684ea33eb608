/** Runs tasks, no more than so many at once; the others wait in the order in which they came. */
export type Bounded = <T>(task: () => Promise<T>) => Promise<T>;

/** A bound of its own; `limit` from 1. */
export function createBounded(limit: number): Bounded {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      // The place is handed on without becoming free, or a newcomer could slip in between.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
