import type { ProjectedEvent, Projection, Versioned } from '@karat/projections';
import {
  throwFailures,
  type PositionMove,
  type RecordFailure,
  type SkippedRecord,
} from '../subscription.ts';
import { foldSteps, stepsOf } from './fold-steps.ts';
import { byKey, type ProjectedRecords } from './project-events.ts';
import { DocumentsRefused } from './refused-documents.ts';
import type { Generation, ViewChange } from './view-store.ts';

/** A batch that has been folded. */
export interface FoldedBatch<View extends Versioned> {
  readonly projection: Projection<View>;
  readonly generation: Generation<View>;
  readonly move: PositionMove;
  readonly events: readonly ProjectedEvent[];
  readonly skipped: readonly SkippedRecord[];
  readonly changes: readonly ViewChange<View>[];
}

/**
 * Writes what a batch has changed.
 * @throws OrdersFailed with the first record of each view that makes it one that the store refuses
 * for good; the views of others are written, the position is not.
 */
export async function writeChanges<View extends Versioned>(
  batch: FoldedBatch<View>,
): Promise<void> {
  const { generation, move, changes } = batch;
  try {
    await generation.write(move, changes);
  } catch (error) {
    if (!(error instanceof DocumentsRefused)) throw error;
    throwFailures(await failuresOf(batch, error.causes));
    throw error;
  }
}

async function failuresOf<View extends Versioned>(
  batch: FoldedBatch<View>,
  causes: ReadonlyMap<string, unknown>,
): Promise<readonly RecordFailure[]> {
  const own = byKey(batch.projection, batch.events, batch.skipped);
  const failures: RecordFailure[] = [];
  for (const change of batch.changes) {
    const records = own.get(change.key);
    if (!causes.has(change.key) || records === undefined) continue;
    const failure = await firstRefused(batch, change, records);
    if (failure !== null) failures.push(failure);
  }
  return failures;
}

/** Writes the view after each of its records, up to the one that cannot be written. */
async function firstRefused<View extends Versioned>(
  { projection, generation, move }: FoldedBatch<View>,
  { key, before }: ViewChange<View>,
  { events, skipped }: ProjectedRecords,
): Promise<RecordFailure | null> {
  const standing = { ...move, next: move.from };
  let view = before;
  for (const step of stepsOf(events, skipped)) {
    const { view: after, entries } = foldSteps(projection, view, [step]);
    if (after === view) continue;
    try {
      await generation.write(standing, [{ key, before: view, after, entries }]);
    } catch (cause) {
      if (!(cause instanceof DocumentsRefused)) throw cause;
      return { offset: step.offset, reason: 'document-refused', cause: cause.cause };
    }
    view = after;
  }
  return null;
}
