import { setTimeout as delay } from 'node:timers/promises';

/** What a view says of an order. */
export interface Versioned {
  readonly version: number;
}

/** Settings of {@link awaitVersion}. */
export interface AwaitOptions {
  /** Version that is enough. */
  readonly minVersion: number;
  /** Longest wait, ms; 0 looks once. */
  readonly waitMs: number;
}

/** Pause between two looks, in ms: below what a person notices, above what a view needs. */
const PAUSE_MS = 25;

/** Looks until the view has the version or the time is over; gives what it saw last. */
export async function awaitVersion<T extends Versioned>(
  look: () => Promise<T | null>,
  { minVersion, waitMs }: AwaitOptions,
): Promise<T | null> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    const seen = await look();
    if ((seen?.version ?? 0) >= minVersion || performance.now() >= deadline) return seen;
    await delay(PAUSE_MS);
  }
}
