import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { Long, MongoServerError, type Collection } from 'mongodb';
import {
  PositionMoved,
  type Confirmation,
  type PositionMove,
  type PositionStore,
} from './position-store.ts';

/** The position of one partition. This is a format. */
export interface PositionDocument {
  /** The partition. */
  readonly _id: number;
  /** Incarnation of the log that the offset belongs to. */
  readonly incarnation: string;
  /** Next offset to read. */
  readonly offset: Long | number;
  /** Up to when the partition shows everything, epoch ms; absent where nobody has told yet. */
  readonly asOf?: number;
  /** What readers are told of it from its beginning on; absent where they are told nothing. */
  readonly filling?: Readonly<Record<string, number>>;
}

/** Positions of which one can be asked for alone, and which are stored by themselves. */
export interface MongoPositions extends PositionStore {
  /** The position of a partition; 0 when none is stored. */
  readonly at: (partition: number) => Promise<bigint>;
  readonly save: (move: PositionMove) => Promise<void>;
}

/**
 * Positions in a Mongo collection, one document a partition. Other documents may stand beside them
 * whose ids are no numbers. Every step says what it expects to find, so that a process that wakes up
 * late cannot move a position back, and nothing but `begin` makes a document: a step on from one
 * that has vanished, even from the very first, finds out that the effects before it vanished, too.
 */
export function createMongoPositions(
  collection: Collection<PositionDocument>,
  incarnation: string,
  fillingOf?: (partition: number) => Promise<PositionDocument['filling']>,
): MongoPositions {
  return {
    at: async (partition) => {
      const found = await collection.findOne({ _id: partition, incarnation });
      return found === null ? 0n : BigInt(found.offset.toString());
    },
    load: async () => {
      const documents = await collection.find({ _id: { $gte: 0 }, incarnation }).toArray();
      return new Map(documents.map(({ _id, offset }) => [_id, BigInt(offset.toString())]));
    },
    begin: async (partition) => {
      const replaceable = { _id: partition, incarnation: { $ne: incarnation } };
      const filling = await fillingOf?.(partition);
      const beginning = {
        $set: { incarnation, offset: Long.ZERO, ...(filling === undefined ? {} : { filling }) },
        $unset: { asOf: '' as const },
      };
      try {
        await collection.updateOne(replaceable, beginning, { upsert: true });
      } catch (error) {
        // The document of this log is there: the filter misses it and the insertion meets its id.
        if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
      }
    },
    save: async (move) => {
      const expected = { _id: move.partition, incarnation, offset: Long.fromBigInt(move.from) };
      const change = { $set: { offset: Long.fromBigInt(move.next) } };
      const { matchedCount } = await collection.updateOne(expected, change);
      if (matchedCount !== 1) throw new PositionMoved(move);
    },
    discard: async (partition) => {
      await collection.deleteOne({ _id: partition });
    },
  };
}

/** Confirms positions in the collection of {@link createMongoPositions}, all in one write. */
export async function confirmMongoPositions(
  collection: Collection<PositionDocument>,
  incarnation: string,
  confirmations: readonly Confirmation[],
): Promise<void> {
  const operations = confirmations.map(({ partition, offset, asOf }) => {
    // What lies behind the position was restored since: it shows what it showed then.
    const filter = { _id: partition, incarnation, offset: { $gte: Long.fromBigInt(offset) } };
    return { updateOne: { filter, update: { $max: { asOf } } } };
  });
  await collection.bulkWrite(operations, { ordered: false });
}
