import type { FeedEntry } from './feed.ts';

/** Gathers changes that come close together, the last of each row only. */
export interface Coalescer {
  readonly add: (entries: readonly FeedEntry[]) => void;
  /** Forgets what was gathered and not yet told. */
  readonly forget: () => void;
}

/** Changes of a row within this time are told as one, in ms. */
const WINDOW_MS = 100;

/** Tells the first change after a pause at once, and those right behind it together. */
export function createCoalescer(tell: (entries: readonly FeedEntry[]) => void): Coalescer {
  const pending = new Map<string, FeedEntry>();
  let timer: NodeJS.Timeout | null = null;
  const flush = (): void => {
    timer = null;
    const entries = [...pending.values()];
    pending.clear();
    if (entries.length === 0) return;
    timer = setTimeout(flush, WINDOW_MS);
    tell(entries);
  };
  return {
    add: (entries) => {
      for (const entry of entries) {
        // Deleted first: the newest change takes its place at the end, so that ids stay ascending.
        pending.delete(entry.row.orderId);
        pending.set(entry.row.orderId, entry);
      }
      timer ??= setTimeout(flush, 0);
    },
    forget: () => {
      pending.clear();
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}
