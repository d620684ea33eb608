import type { Logger } from '@karat/infra/logger';
import type { Projection, Versioned } from '@karat/projections';
import type { EventBatch, ParkingStore, PositionStore } from '../subscription.ts';
import { createLiveView, type LostView } from './live-view.ts';
import type { OpenCustomers } from './open-customers.ts';
import { keysOf, projectEvents } from './project-events.ts';
import type { ViewStore } from './view-store.ts';
import { writeChanges } from './write-changes.ts';

/** A view with where it is stored and what opens the personal data that it shows. */
export interface OpenView<View extends Versioned = Versioned> {
  readonly projection: Projection<View>;
  readonly store: ViewStore<View>;
  readonly openCustomers: OpenCustomers;
  /** Orders that it parks at most. */
  readonly maxParkedOrders: number;
}

/** The consumer group of a view's projectors. */
export function projectorGroup(environment: string, view: string): string {
  return `${environment}.projector.${view}`;
}

/** What a subscription needs to keep one view up to date. */
export interface Projector {
  readonly positions: PositionStore;
  readonly parking: ParkingStore;
  readonly handle: (batch: EventBatch) => Promise<void>;
}

/** Settings of {@link createProjector}. */
export interface ProjectorOptions {
  readonly logger: Logger;
  readonly lost: LostView;
}

/**
 * Projects events into the live generation of a view: loads what a batch touches once, folds it,
 * writes each view once, the position last or together with it. Delivered at least once, each event
 * has its effect exactly once, because views and position say how far they are.
 */
export function createProjector(
  { projection, store, openCustomers }: OpenView,
  options: ProjectorOptions,
): Projector {
  const { name } = projection;
  const logger = options.logger.child({ view: name });
  const live = createLiveView({ name, store, logger, lost: options.lost });
  return {
    positions: live.positions,
    parking: live.parking,
    handle: async ({ partition, scope, events: sealed, skipped, fromOffset, nextOffset }) => {
      const move = { partition, from: fromOffset, next: nextOffset };
      const events = await openCustomers(sealed);
      const keys = keysOf(projection, events, skipped);
      const { generation, views } = await live.begin({ scope, move, keys });
      const changes = await orMoved(
        () => projectEvents(projection, views, { events, skipped }),
        () => live.requireStill(generation, move),
      );
      await writeChanges({ projection, generation, move, events, skipped, changes });
    },
  };
}

/** What fails because the store was lost under it is no fault of the order. */
async function orMoved<T>(fold: () => T, requireStill: () => Promise<void>): Promise<T> {
  try {
    return fold();
  } catch (error) {
    await requireStill();
    throw error;
  }
}
