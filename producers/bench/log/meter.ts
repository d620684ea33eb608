/** Counts what is done from the first time on until so many are done. */
export interface Meter {
  readonly add: (count: number) => void;
  /** Rate per second after the first report, when all are done. */
  readonly rate: Promise<number>;
}

/** A meter that begins with the first report, so that starting up does not count. */
export function createMeter(total: number): Meter {
  let done = 0;
  let first = 0;
  let startedAt = 0;
  let settle: (rate: number) => void = () => undefined;
  const rate = new Promise<number>((resolve) => {
    settle = resolve;
  });
  return {
    rate,
    add: (count) => {
      if (done === 0) {
        first = count;
        startedAt = performance.now();
      }
      done += count;
      if (done >= total) settle(((done - first) / (performance.now() - startedAt)) * 1_000);
    },
  };
}
