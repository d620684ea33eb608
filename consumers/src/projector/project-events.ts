import { fold, type ProjectedEvent, type Projection, type Versioned } from '@karat/projections';
import { throwFailures, type RecordFailure, type SkippedRecord } from '../subscription.ts';
import { foldSteps, stepsOf, type SteppedView } from './fold-steps.ts';
import type { ViewChange } from './view-store.ts';

/** The keys of the views that some events, or records stepped over, change. */
export function keysOf<View extends Versioned>(
  projection: Projection<View>,
  events: readonly ProjectedEvent[],
  skipped: readonly SkippedRecord[] = [],
): readonly string[] {
  const keys = events.map((event) => projection.keyOf(event));
  return [...new Set([...keys, ...skipped.map(({ orderId }) => orderId)])];
}

/** Records of a batch, or those of one view among them. */
export interface ProjectedRecords {
  readonly events: readonly ProjectedEvent[];
  readonly skipped: readonly SkippedRecord[];
}

/**
 * Folds a batch per view: each view once, however many of its events the batch holds. Views that
 * have seen all of them already are not among the changes.
 * @throws OrdersFailed with the first record of each view that cannot be folded: an event before it
 * is missing, or `evolve` throws.
 */
export function projectEvents<View extends Versioned>(
  projection: Projection<View>,
  views: ReadonlyMap<string, View>,
  { events, skipped }: ProjectedRecords,
): readonly ViewChange<View>[] {
  const failures: RecordFailure[] = [];
  const changes = [...byKey(projection, events, skipped)].flatMap(([key, own]) => {
    const before = views.get(key) ?? projection.initial(key);
    const { view: after, entries, failure } = foldOwn(projection, before, own);
    if (failure !== null) failures.push(failure);
    return after === before ? [] : [{ key, before, after, entries }];
  });
  throwFailures(failures);
  return changes;
}

/** All at once, as nearly always; record by record only where something is the matter. */
function foldOwn<View extends Versioned>(
  projection: Projection<View>,
  before: View,
  { events, skipped }: ProjectedRecords,
): SteppedView<View> {
  if (skipped.length === 0) {
    try {
      const { view, applied, entries, gap } = fold(projection, before, events);
      if (gap === null) return { view: applied === 0 ? before : view, entries, failure: null };
    } catch {
      // Which record it was is found out below.
    }
  }
  return foldSteps(projection, before, stepsOf(events, skipped));
}

/** What a batch holds for each view. */
export function byKey<View extends Versioned>(
  projection: Projection<View>,
  events: readonly ProjectedEvent[],
  skipped: readonly SkippedRecord[],
): ReadonlyMap<string, ProjectedRecords> {
  const groups = new Map<string, { events: ProjectedEvent[]; skipped: SkippedRecord[] }>();
  const groupOf = (key: string) => {
    const group = groups.get(key) ?? { events: [], skipped: [] };
    groups.set(key, group);
    return group;
  };
  for (const event of events) groupOf(projection.keyOf(event)).events.push(event);
  for (const record of skipped) groupOf(record.orderId).skipped.push(record);
  return groups;
}
