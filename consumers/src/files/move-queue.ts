import { randomUUID } from 'node:crypto';
import type { ClientSession, Collection, Db } from 'mongodb';

/**
 * A file that may be in a wrong tier: a document of `view_files.moves`. It is written in one
 * transaction with the order that asks for it, so that no crash loses a move and nobody carries it
 * out by what the order was before. This is a stored format.
 */
export interface DueMove {
  /** See `fileIdOf`. */
  readonly _id: string;
  /** How often it was asked for; whoever has moved it ends it only if nobody asked meanwhile. */
  readonly marks: number;
  /** Since when it waits, epoch ms. */
  readonly since: number;
  /** Not before, epoch ms. */
  readonly dueAt: number;
  /** Name of the lease; null where nobody works on it. */
  readonly holder: string | null;
  /**
   * Partitions that were far behind when they asked: as long as they are, the file waits, or an
   * archive would wander through all tiers while its history is read again.
   */
  readonly behind: readonly number[];
}

/** A move with a lease on it. */
export interface HeldMove extends DueMove {
  readonly holder: string;
}

/** How files are asked for. */
export interface MarkOptions {
  /** The partition that asks, if it is far behind. Default: null. */
  readonly behind?: number | null;
  /** The transaction that it belongs to. Default: none. */
  readonly session?: ClientSession;
}

/** How many moves wait. */
export interface MoveBacklog {
  readonly waiting: number;
  /** Epoch ms; null when none waits. */
  readonly oldestSince: number | null;
}

/** The files to be looked after, shared by all processes of the service. */
export interface MoveQueue {
  readonly ensureIndexes: () => Promise<void>;
  /** Asks for files to be looked at. */
  readonly mark: (fileIds: readonly string[], options?: MarkOptions) => Promise<void>;
  /** Takes the one that is due longest, save those asked for by partitions outside of `near`. */
  readonly take: (near: readonly number[]) => Promise<HeldMove | null>;
  /** Takes the one of this file; null when somebody holds it. */
  readonly takeFile: (fileId: string) => Promise<HeldMove | null>;
  /** Holds it longer; false when the lease was lost. */
  readonly renew: (held: HeldMove) => Promise<boolean>;
  /** Ends it; false when it was asked for again meanwhile, or the lease was lost. */
  readonly end: (held: HeldMove) => Promise<boolean>;
  /** Puts it back for so long, in ms. */
  readonly putBack: (held: HeldMove, delayMs: number) => Promise<void>;
  readonly backlog: () => Promise<MoveBacklog>;
}

/** Name of the collection of {@link DueMove}. */
export const MOVES = 'moves';

/** Opens the moves of a database; a holder that says nothing for `leaseMs` has died. */
export function openMoveQueue(db: Db, leaseMs: number): MoveQueue {
  const moves = db.collection<DueMove>(MOVES);
  const take = async (filter: object): Promise<HeldMove | null> => {
    const [holder, now] = [randomUUID(), Date.now()];
    const taken = await moves.findOneAndUpdate(
      { ...filter, dueAt: { $lte: now } },
      { $set: { holder, dueAt: now + leaseMs } },
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
    return taken === null ? null : { ...taken, holder };
  };
  return {
    ensureIndexes: async () => {
      await moves.createIndexes([
        { name: 'due', key: { dueAt: 1 } },
        { name: 'since', key: { since: 1 } },
      ]);
    },
    mark: (fileIds, options) => mark(moves, fileIds, options),
    take: (near) => take({ behind: { $not: { $elemMatch: { $nin: [...near] } } } }),
    takeFile: (_id) => take({ _id }),
    renew: async ({ _id, holder }) => {
      const renewal = { $set: { dueAt: Date.now() + leaseMs } };
      return (await moves.updateOne({ _id, holder }, renewal)).matchedCount === 1;
    },
    end: async ({ _id, holder, marks }) => {
      if ((await moves.deleteOne({ _id, holder, marks })).deletedCount === 1) return true;
      await moves.updateOne({ _id, holder }, { $set: { holder: null, dueAt: Date.now() } });
      return false;
    },
    putBack: async ({ _id, holder }, delayMs) => {
      await moves.updateOne(
        { _id, holder },
        { $set: { holder: null, dueAt: Date.now() + delayMs } },
      );
    },
    backlog: async () => {
      const [waiting, oldest] = await Promise.all([
        moves.estimatedDocumentCount(),
        moves.find().sort({ since: 1 }).limit(1).next(),
      ]);
      return { waiting, oldestSince: oldest?.since ?? null };
    },
  };
}

/** A file that somebody holds stays with its holder; one that was put back is due at once. */
async function mark(
  moves: Collection<DueMove>,
  fileIds: readonly string[],
  { behind = null, session }: MarkOptions = {},
): Promise<void> {
  if (fileIds.length === 0) return;
  const now = Date.now();
  const update = {
    $inc: { marks: 1 },
    $setOnInsert: { since: now, dueAt: now, holder: null, ...(behind === null && { behind: [] }) },
    ...(behind !== null && { $addToSet: { behind } }),
  };
  const options = { ordered: true, ...(session === undefined ? {} : { session }) };
  await moves.bulkWrite(
    fileIds.flatMap((_id) => [
      { updateOne: { filter: { _id, holder: null }, update: { $set: { dueAt: now } } } },
      { updateOne: { filter: { _id }, update, upsert: true } },
    ]),
    options,
  );
}
