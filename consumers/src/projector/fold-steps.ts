import { PlatformError } from '@karat/infra/errors';
import {
  fold,
  type ProjectedEvent,
  type Projection,
  type Versioned,
  type ViewEntry,
} from '@karat/projections';
import type { RecordFailure, SkippedRecord } from '../subscription.ts';

/** What one record means for a view: the events that it holds, or that it is stepped over. */
export type FoldStep =
  | { readonly offset: string; readonly events: readonly ProjectedEvent[] }
  | { readonly offset: string; readonly skipped: SkippedRecord };

/** A view after some records, and the one that could not be folded, if there is one. */
export interface SteppedView<View> {
  readonly view: View;
  /** What the events leave beside the view. */
  readonly entries: readonly ViewEntry[];
  readonly failure: RecordFailure | null;
}

/** The records of a view, one step each, in the order of the log. */
export function stepsOf(
  events: readonly ProjectedEvent[],
  skipped: readonly SkippedRecord[],
): readonly FoldStep[] {
  const byOffset = new Map<string, ProjectedEvent[]>();
  for (const event of events) {
    const parts = byOffset.get(event.offset);
    if (parts === undefined) byOffset.set(event.offset, [event]);
    else parts.push(event);
  }
  const steps: FoldStep[] = [
    ...[...byOffset].map(([offset, parts]) => ({ offset, events: parts })),
    ...skipped.map((record) => ({ offset: String(record.offset), skipped: record })),
  ];
  return steps.toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset)));
}

/** Folds one record after the other up to the first that cannot be. */
export function foldSteps<View extends Versioned>(
  projection: Projection<View>,
  before: View,
  steps: readonly FoldStep[],
): SteppedView<View> {
  const entries: ViewEntry[] = [];
  let view = before;
  for (const step of steps) {
    const folded = foldStep(projection, view, step);
    if (folded.failure !== null) return { view, entries, failure: folded.failure };
    entries.push(...folded.entries);
    view = folded.view;
  }
  return { view, entries, failure: null };
}

function foldStep<View extends Versioned>(
  projection: Projection<View>,
  view: View,
  step: FoldStep,
): SteppedView<View> {
  const { offset } = step;
  const failed = (reason: RecordFailure['reason'], cause: unknown): SteppedView<View> => {
    return { view, entries: [], failure: { offset, reason, cause } };
  };
  if ('skipped' in step) {
    return { view: stepOver(view, step.skipped), entries: [], failure: null };
  }
  try {
    const { view: after, entries, gap } = fold(projection, view, step.events);
    if (gap === null) return { view: after, entries, failure: null };
    const { orderId, known, got } = gap;
    const message = `Expected version ${String(known + 1)} of the order ${orderId}, got ${String(got)}`;
    const context = { view: projection.name, orderId, known, got };
    return failed('version-gap', new PlatformError('version-gap', message, { context }));
  } catch (cause) {
    return failed('fold-failed', cause);
  }
}

/** Only the version moves, so that the next event follows. */
function stepOver<View extends Versioned>(view: View, { version }: SkippedRecord): View {
  return version === null || version <= view.version ? view : { ...view, version };
}
