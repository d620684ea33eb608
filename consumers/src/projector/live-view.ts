import type { Logger } from '@karat/infra/logger';
import type { Versioned } from '@karat/projections';
import { PositionMoved, type PositionMove, type PositionStore } from '../subscription.ts';
import { newGenerationId } from './generation-id.ts';
import type { Generation, StoredViews, ViewStore } from './view-store.ts';

/** The generation of a view that is live, whichever that is now. */
export interface LiveView<View extends Versioned> {
  /** The positions of the live generation; a view without one gets a new one here. */
  readonly positions: PositionStore;
  /**
   * What is stored that a batch needs, and the generation to write it to.
   * @throws PositionMoved when the position is not where the batch begins, or when another
   * generation has gone live.
   */
  begin(move: PositionMove, keys: readonly string[]): Promise<Begun<View>>;
}

/** A batch that was begun. */
export interface Begun<View extends Versioned> extends StoredViews<View> {
  readonly generation: Generation<View>;
}

/**
 * Follows which generation is live. A rebuild switches it; a dropped database or an emptied Redis
 * leaves none, and then the view is folded anew from the first event without anybody's help.
 */
export function createLiveView<View extends Versioned>(
  store: ViewStore<View>,
  logger: Logger,
): LiveView<View> {
  let current: Generation<View> | null = null;

  const follow = async (): Promise<Generation<View>> => {
    const id = (await store.active()) ?? (await store.begin());
    if (current?.id === id) return current;
    const generation = store.generation(id);
    await generation.prepare();
    logger.info({ generation: id, before: current?.id ?? null }, 'generation is live');
    current = generation;
    return generation;
  };
  return {
    positions: {
      load: async () => (await follow()).positions(),
      begin: async (partition) => {
        await (await follow()).begin(partition);
      },
      // What another generation went live over is confirmed in vain, which harms nothing.
      confirm: async (confirmations) => current?.confirm(confirmations),
      save: null,
      discard: async (partition) => {
        // Views folded from a longer log than there is are wrong as a whole, not in one partition.
        const positions = await (await follow()).positions();
        if (!positions.has(partition)) return;
        const id = newGenerationId();
        await store.generation(id).prepare();
        await store.activate(id);
      },
    },
    begin: async (move, keys) => {
      const generation = current ?? (await follow());
      const [active, stored] = await Promise.all([
        store.active(),
        generation.read(move.partition, keys),
      ]);
      if (active !== generation.id || stored.position !== move.from) throw new PositionMoved(move);
      return { generation, ...stored };
    },
  };
}
