import { follows, isFolded, wholeRecordAt, type EventPlace } from '@karat/schemas';
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
 * seen already is passed over, and it stops at a hole, for which every consumer is an auditor. All
 * parts of a record come in one call, as they are decoded, so a view never holds half of one.
 */
export function fold<View extends Versioned>(
  projection: Projection<View>,
  view: View,
  events: readonly ProjectedEvent[],
): Folded<View> {
  let folded = view;
  let applied = 0;
  let place: EventPlace = wholeRecordAt(view.version);
  for (const event of events) {
    if (isFolded(place, event)) continue;
    if (!follows(folded.version, event)) {
      const { orderId, version: got } = event;
      return { view: folded, applied, gap: { orderId, known: folded.version, got } };
    }
    folded = projection.evolve(folded, event);
    place = event;
    applied += 1;
  }
  return { view: folded, applied, gap: null };
}
