import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { MongoServerError, type Collection, type Db } from 'mongodb';

/** When the store is to be swept next: a document of `view_files.turns`. This is a stored format. */
interface SweepTurn {
  readonly _id: 'sweep';
  /** Epoch ms. */
  readonly nextAt: number;
}

/** Takes the turn to sweep if it is due, for one process of all; the next is due after so long, in ms. */
export async function takeSweepTurn(db: Db, intervalMs: number): Promise<boolean> {
  const now = Date.now();
  const due = { _id: 'sweep', nextAt: { $lte: now } } as const;
  try {
    await turnsOf(db).updateOne(due, { $set: { nextAt: now + intervalMs } }, { upsert: true });
    return true;
  } catch (error) {
    // It is not due: the filter misses it, and the insertion meets its id.
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}

/** Makes the sweep due again after so long, in ms, because it has not come to its end. */
export async function giveBackSweepTurn(db: Db, delayMs: number): Promise<void> {
  await turnsOf(db).updateOne({ _id: 'sweep' }, { $set: { nextAt: Date.now() + delayMs } });
}

function turnsOf(db: Db): Collection<SweepTurn> {
  return db.collection<SweepTurn>('turns');
}
