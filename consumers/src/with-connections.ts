/** Remembers what has to be closed at the end. */
export type OnStop = (name: string, stop: () => Promise<void> | void) => void;

/** Does some work with connections that are closed after it, the last one first. */
export async function withConnections(work: (onStop: OnStop) => Promise<void>): Promise<void> {
  const stops: (() => Promise<void> | void)[] = [];
  try {
    await work((_name, stop) => stops.push(stop));
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}
