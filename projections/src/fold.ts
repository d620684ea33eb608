import { follows, isFolded, wholeRecordAt, type EventPlace } from '@karat/schemas';
import type { ProjectedEvent, Projection, Versioned, ViewEntry } from './projection.ts';
import { entryKey } from './view-key.ts';

/** A hole in the history of an order, as seen from its view: something is lost or torn. */
export interface VersionGap {
  readonly orderId: string;
  /** Version of the view. */
  readonly known: number;
  /** Version of the event that came. */
  readonly got: number;
}

/** What folding events into a view has come to. */
export interface Folded<View> {
  readonly view: View;
  /** How many events were folded. */
  readonly applied: number;
  /** What these events leave beside the view, in order. */
  readonly entries: readonly ViewEntry[];
  /** Where folding stopped; null when it did not. */
  readonly gap: VersionGap | null;
}

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
  const entries: ViewEntry[] = [];
  let place: EventPlace = wholeRecordAt(view.version);
  for (const event of events) {
    if (isFolded(place, event)) continue;
    if (!follows(folded.version, event)) {
      const { orderId, version: got } = event;
      return { view: folded, applied, entries, gap: { orderId, known: folded.version, got } };
    }
    const before = folded;
    folded = projection.evolve(before, event);
    const entry = projection.entryOf?.(before, folded, event) ?? null;
    if (entry !== null) entries.push({ key: entryKey(projection.keyOf(event), event), entry });
    place = event;
    applied += 1;
  }
  return { view: folded, applied, entries, gap: null };
}
