import { PlatformError } from '@karat/infra/errors';
import { fold, type ProjectedEvent, type Projection, type Versioned } from '@karat/projections';
import type { ViewChange } from './view-store.ts';

/** The keys of the views that some events change. */
export function keysOf<View extends Versioned>(
  projection: Projection<View>,
  events: readonly ProjectedEvent[],
): readonly string[] {
  return [...new Set(events.map((event) => projection.keyOf(event)))];
}

/**
 * Folds a batch per view: each view once, however many of its events the batch holds. Views that
 * have seen all of them already are not among the changes.
 * @throws `version-gap` when an event of an order is missing: the log or the view is torn.
 */
export function projectEvents<View extends Versioned>(
  projection: Projection<View>,
  views: ReadonlyMap<string, View>,
  events: readonly ProjectedEvent[],
): readonly ViewChange<View>[] {
  return [...byKey(projection, events)].flatMap(([key, own]) => {
    const before = views.get(key) ?? projection.initial(key);
    const { view: after, applied, entries, gap } = fold(projection, before, own);
    if (gap === null) return applied === 0 ? [] : [{ key, before, after, entries }];
    const { orderId, known, got } = gap;
    const message = `Expected version ${String(known + 1)} of the order ${orderId}, got ${String(got)}`;
    const context = { view: projection.name, orderId, known, got };
    throw new PlatformError('version-gap', message, { context });
  });
}

function byKey<View extends Versioned>(
  projection: Projection<View>,
  events: readonly ProjectedEvent[],
): ReadonlyMap<string, readonly ProjectedEvent[]> {
  const groups = new Map<string, ProjectedEvent[]>();
  for (const event of events) {
    const key = projection.keyOf(event);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [event]);
    else group.push(event);
  }
  return groups;
}
