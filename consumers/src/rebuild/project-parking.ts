import type { ProjectedEvent, Versioned } from '@karat/projections';
import type { ReadEvent } from '@karat/schemas';
import { keysOf, projectEvents } from '../projector/project-events.ts';
import type { OpenView } from '../projector/projector.ts';
import type { ViewChange } from '../projector/view-store.ts';
import { OrdersFailed, type SkippedRecord } from '../subscription.ts';
import type { ParkingLot } from './parking-lot.ts';

/** A batch to be folded aside. */
export interface BatchToProject {
  readonly view: OpenView;
  readonly lot: ParkingLot | undefined;
  readonly events: readonly ReadEvent[];
}

/** What a batch comes to, without the orders that wait. */
export interface ProjectedBatch {
  readonly events: readonly ProjectedEvent[];
  readonly skipped: readonly SkippedRecord[];
  readonly changes: readonly ViewChange<Versioned>[];
}

/** Folds a batch; an order with an event that cannot be folded waits from it on. */
export async function projectParking(
  { view, lot, events: all }: BatchToProject,
  viewsOf: (keys: readonly string[]) => Promise<ReadonlyMap<string, Versioned>>,
): Promise<ProjectedBatch> {
  const { projection, openCustomers } = view;
  for (;;) {
    const skipped = lot?.skipped() ?? [];
    try {
      const events = await openCustomers(lot?.keep(all) ?? all);
      const views = await viewsOf(keysOf(projection, events, skipped));
      return { events, skipped, changes: projectEvents(projection, views, { events, skipped }) };
    } catch (error) {
      if (!(error instanceof OrdersFailed) || lot === undefined) throw error;
      lot.fail(lot.batch(), error.failures);
    }
  }
}
