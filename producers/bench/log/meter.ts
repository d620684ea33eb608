/** Counts what is done in each partition and gives the rate. */
export interface Meter {
  readonly add: (partition: number, count: number) => void;
  /** Rate per second from when every partition was at work, once all is done. */
  readonly rate: Promise<number>;
}

/**
 * A meter that begins when every partition has reported, so that starting up does not count; with
 * the first report where nothing is left to do by then.
 */
export function createMeter(total: number, partitions: number): Meter {
  const seen = new Set<number>();
  const first: Mark = { done: 0, at: 0 };
  const all: Mark = { done: 0, at: 0 };
  let done = 0;
  let settle: (rate: number) => void = () => undefined;
  const rate = new Promise<number>((resolve) => {
    settle = resolve;
  });
  const mark = (which: Mark): void => {
    Object.assign(which, { done, at: performance.now() });
  };
  return {
    rate,
    add: (partition, count) => {
      done += count;
      if (seen.size === 0) mark(first);
      if (!seen.has(partition) && seen.add(partition).size === partitions) mark(all);
      const from = all.done > 0 && all.done < total ? all : first;
      if (done >= total) settle(((done - from.done) / (performance.now() - from.at)) * 1_000);
    },
  };
}

interface Mark {
  readonly done: number;
  readonly at: number;
}
