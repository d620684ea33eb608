import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { Long, MongoServerError, type Collection } from 'mongodb';
import { PositionMoved, type PositionMove, type PositionStore } from './position-store.ts';

/** The position of one partition. This is a format. */
export interface PositionDocument {
  /** The partition. */
  readonly _id: number;
  /** Incarnation of the log that the offset belongs to. */
  readonly incarnation: string;
  /** Next offset to read. */
  readonly offset: Long | number;
}

/**
 * Positions in a Mongo collection, one document a partition. Other documents may stand beside them
 * whose ids are no numbers. Every step says what it expects to find, so that a process that wakes up
 * late cannot move a position back.
 */
export function createMongoPositions(
  collection: Collection<PositionDocument>,
  incarnation: string,
): PositionStore & { readonly save: (move: PositionMove) => Promise<void> } {
  return {
    load: async () => {
      const documents = await collection.find({ _id: { $gte: 0 }, incarnation }).toArray();
      return new Map(documents.map(({ _id, offset }) => [_id, BigInt(offset.toString())]));
    },
    save: async (move) => {
      const moved = move.from === 0n ? await begin() : await step();
      if (!moved) throw new PositionMoved(move);

      async function step(): Promise<boolean> {
        const expected = { _id: move.partition, incarnation, offset: Long.fromBigInt(move.from) };
        const change = { $set: { offset: Long.fromBigInt(move.next) } };
        return (await collection.updateOne(expected, change)).matchedCount === 1;
      }

      /** Only a beginning may insert: a step on from a position that vanished must not revive it. */
      async function begin(): Promise<boolean> {
        const replaceable = {
          _id: move.partition,
          $or: [{ incarnation: { $ne: incarnation } }, { offset: Long.ZERO }],
        };
        const change = { $set: { incarnation, offset: Long.fromBigInt(move.next) } };
        try {
          await collection.updateOne(replaceable, change, { upsert: true });
          return true;
        } catch (error) {
          if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
          throw error;
        }
      }
    },
    discard: async (partition) => {
      await collection.deleteOne({ _id: partition });
    },
  };
}
