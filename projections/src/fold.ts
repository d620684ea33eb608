import type { ProjectedEvent, Projection, Versioned } from './projection.ts';

/** A hole in the history of an order, as seen from its view: something is lost or torn. */
export interface VersionGap {
  readonly orderId: string;
  /** Version of the view. */
  readonly known: number;
  /** Version of the event that came. */
  readonly got: number;
}

/** What folding events into a view has come to. */
export type Folded<View> =
  | { readonly view: View; readonly applied: number; readonly gap: null }
  | { readonly view: View; readonly applied: number; readonly gap: VersionGap };

/**
 * Folds events of one order, in order, into its view under the version guard: what the view has
 * seen already is passed over, and it stops at a hole, for which every consumer is an auditor.
 */
export function fold<View extends Versioned>(
  projection: Projection<View>,
  view: View,
  events: readonly ProjectedEvent[],
): Folded<View> {
  let folded = view;
  let applied = 0;
  for (const event of events) {
    if (event.version <= folded.version) continue;
    if (event.version !== folded.version + 1) {
      const { orderId, version: got } = event;
      return { view: folded, applied, gap: { orderId, known: folded.version, got } };
    }
    folded = projection.evolve(folded, event);
    applied += 1;
  }
  return { view: folded, applied, gap: null };
}
