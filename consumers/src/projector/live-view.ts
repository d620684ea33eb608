import { PlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { Versioned } from '@karat/projections';
import {
  PositionMoved,
  type ParkedOrder,
  type ParkingStore,
  type PositionMove,
  type PositionStore,
} from '../subscription.ts';
import type { Generation, StoredViews, ViewStore } from './view-store.ts';

/** The generation of a view that is live, whichever that is now. */
export interface LiveView<View extends Versioned> {
  /** The positions of the live generation; a view without one gets a new one here. */
  readonly positions: PositionStore;
  /** What is parked in the live generation. */
  readonly parking: ParkingStore;
  /**
   * What is stored that a batch needs, and the generation to write it to.
   * @throws PositionMoved when the position is not where the batch begins, or when another
   * generation than the one of its scope has gone live.
   */
  begin(batch: BeginningBatch): Promise<Begun<View>>;
  /**
   * Asks again whether what was read is there still: a gap may be one of the log, or come from a
   * database that is just being dropped.
   * @throws PositionMoved when it is not.
   */
  requireStill(generation: Generation<View>, move: PositionMove): Promise<void>;
}

/** A batch that is about to be written. */
export interface BeginningBatch {
  /** The generation that what is parked was loaded from. */
  readonly scope: string;
  readonly move: PositionMove;
  /** Keys of the views that the batch changes. */
  readonly keys: readonly string[];
}

/** A batch that was begun. */
export interface Begun<View extends Versioned> extends StoredViews<View> {
  readonly generation: Generation<View>;
}

/** What is to be done about a view that has no live generation. */
export interface LostView {
  /** Whether the log holds no events, so that an empty view shows all there is. */
  readonly isLogEmpty: () => Promise<boolean>;
  /** Last stable offset of a partition. */
  readonly endOf: (partition: number) => Promise<bigint>;
  /** Starts to build the view anew in the background, if that is not under way. */
  readonly rebuild: () => void;
  /** How far that is, in words. */
  readonly state: () => string;
}

/** Settings of {@link createLiveView}. */
export interface LiveViewOptions<View extends Versioned> {
  readonly name: string;
  readonly store: ViewStore<View>;
  readonly lost: LostView;
  readonly logger: Logger;
}

/**
 * Follows which generation is live. A rebuild switches it; a dropped database or an emptied Redis
 * leaves none, and then the view is built anew without anybody's help, aside: a generation goes live
 * when it is whole, and until then readers are told that there is none.
 */
export function createLiveView<View extends Versioned>(
  options: LiveViewOptions<View>,
): LiveView<View> {
  const { store, logger, lost } = options;
  let current: Generation<View> | null = null;

  const follow = async (): Promise<Generation<View>> => {
    const id = await liveId(options);
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
        const offset = positions.get(partition) ?? 0n;
        // Somebody else may have been here before, and this be the view that was built after it.
        if (current === null || offset <= (await lost.endOf(partition))) return;
        await store.withdraw(current.id);
        await liveId(options);
      },
    },
    parking: liveParking(follow, () => current),
    begin: async ({ scope, move, keys }) => {
      const generation = current ?? (await follow());
      if (generation.id !== scope) throw new PositionMoved(move);
      const [live, stored] = await Promise.all([
        store.live(),
        generation.read(move.partition, keys),
      ]);
      const isLive = live.id === generation.id && !live.isHeld;
      if (!isLive || stored.position !== move.from) throw new PositionMoved(move);
      return { generation, ...stored };
    },
    requireStill: async (generation, move) => {
      const isThere = (await store.active()) === generation.id && (await generation.isPresent());
      if (!isThere) throw new PositionMoved(move);
    },
  };
}

/** Which generation is live, or the beginning of one. @throws `view-unavailable` (retryable). */
async function liveId<View extends Versioned>({
  name,
  store,
  lost,
}: LiveViewOptions<View>): Promise<string> {
  const active = await store.active();
  if (active !== null && (await store.generation(active).isPresent())) return active;
  if (active !== null) await store.withdraw(active);
  if (await lost.isLogEmpty()) return await store.begin();
  lost.rebuild();
  const message = `Expected a live generation of ${name}, got none: ${lost.state()}`;
  throw new PlatformError('view-unavailable', message, { retryable: true });
}

type ParkedPlace = Pick<ParkedOrder, 'partition' | 'offset'>;

/** What is parked in the live generation; nothing is changed any more in one that was live. */
function liveParking<View extends Versioned>(
  follow: () => Promise<Generation<View>>,
  current: () => Generation<View> | null,
): ParkingStore {
  const of = (scope: string, { partition, offset }: ParkedPlace): ParkingStore => {
    const generation = current();
    if (generation?.id === scope) return generation.parking;
    throw new PositionMoved({ partition, from: offset, next: offset });
  };
  return {
    load: async () => (await follow()).parking.load(),
    park: async (scope, order) => {
      await of(scope, order).park(scope, order);
    },
    change: async (scope, before, change) => {
      await of(scope, before).change(scope, before, change);
    },
    release: async (scope, before) => {
      await of(scope, before).release(scope, before);
    },
    skip: async (scope, record) => {
      await of(scope, record).skip(scope, record);
    },
  };
}
