/** Runs tasks one after the other in the order in which they came. */
export type Lane = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * A lane for one partition: after a rebalance kafkajs may hand out its next batch while the last
 * one is still at work, and two writers of a partition in one process would fence each other.
 */
export function createLane(): Lane {
  let tail: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = tail.then(task);
    tail = run.catch(() => undefined);
    return run;
  };
}
