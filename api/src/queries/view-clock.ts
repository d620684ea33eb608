/** How far the live generation of a view is in one partition. */
export interface ViewPosition {
  readonly incarnation: string;
  /** Next offset of the events that is not in the view yet. */
  readonly nextOffset: bigint;
  /** The view shows everything that was in the partition then, epoch ms; null where nobody said. */
  readonly asOf: number | null;
}

/** How far the live generation of a view is. */
export interface ViewProgress {
  readonly generation: string;
  /** By partition; one in which nothing was read yet may be missing. */
  readonly positions: ReadonlyMap<number, ViewPosition>;
}

/** Tells how far a view is. */
export interface ViewClock {
  /** Name of the view. */
  readonly view: string;
  /**
   * What was looked at less than `maxAgeMs` ago; those who ask at once share a look.
   * @throws ProblemError `unavailable` where no generation is live.
   */
  readonly look: (maxAgeMs: number) => Promise<ViewProgress>;
}

/** A clock of the view that `load` reads. */
export function createViewClock(view: string, load: () => Promise<ViewProgress>): ViewClock {
  let last: { readonly begunAt: number; readonly progress: Promise<ViewProgress> } | null = null;
  return {
    view,
    look: (maxAgeMs) => {
      const now = performance.now();
      if (last !== null && now - last.begunAt < maxAgeMs) return last.progress;
      const look = { begunAt: now, progress: load() };
      last = look;
      look.progress.catch(() => {
        // What failed is asked for anew by whoever comes next.
        if (last === look) last = null;
      });
      return look.progress;
    },
  };
}
