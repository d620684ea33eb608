import type { Collection, Db } from 'mongodb';
import type { Erasure, SinkAnswer, SinkWait } from './erasure-document.ts';

/** The proofs in `own_operations`. */
export interface ErasureStore {
  readonly ensureIndexes: () => Promise<void>;
  /** Begins a proof; one that is there already stays as it is. */
  readonly begin: (erasure: Erasure) => Promise<void>;
  readonly find: (orderId: string) => Promise<Erasure | null>;
  /** Proofs that wait for sinks, the oldest first. */
  readonly incomplete: (limit: number) => Promise<readonly Erasure[]>;
  readonly countIncomplete: () => Promise<number>;
  readonly record: (orderId: string, found: FoundSinks) => Promise<void>;
}

/** What a look at the sinks has found. */
export interface FoundSinks {
  readonly answers: readonly SinkAnswer[];
  readonly waiting: readonly SinkWait[];
  readonly completedAt: number | null;
}

/** Name of the collection of {@link Erasure}. */
export const ERASURES = 'erasures';

/** A proof that a crash loses would have to be made again, but is believed until then. */
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const;

/** Opens the proofs of a database. */
export function openErasureStore(db: Db): ErasureStore {
  const erasures: Collection<Erasure> = db.collection<Erasure>(ERASURES);
  const incomplete = { completedAt: null };
  return {
    ensureIndexes: async () => {
      await erasures.createIndex({ completedAt: 1, requestedAt: 1 });
    },
    begin: async ({ _id, ...rest }) => {
      await erasures.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true, ...DURABLE });
    },
    find: (orderId) => erasures.findOne({ _id: orderId }),
    incomplete: (limit) =>
      erasures.find(incomplete).sort({ requestedAt: 1 }).limit(limit).toArray(),
    countIncomplete: () => erasures.countDocuments(incomplete),
    record: async (orderId, found) => {
      // Of several processes that look at once each finds the same; a whole proof is not touched.
      await erasures.updateOne({ _id: orderId, completedAt: null }, { $set: found }, DURABLE);
    },
  };
}
