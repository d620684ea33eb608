import { RECEIPTS, type StoredReceipt } from '@karat/projections';
import type { Actor } from '@karat/schemas';
import type { Db } from 'mongodb';

/** Which outcome is asked for, and by whom. */
export interface ReceiptQuery {
  readonly commandId: string;
  /** Who asks: nobody sees the outcome of another's command. */
  readonly actor: Actor;
  /** The order, where one key was used for two; undefined takes what ranks first. */
  readonly orderId: string | undefined;
}

/** Finds an outcome; null when there is none yet, or none of this caller's. */
export type FindReceipt = (query: ReceiptQuery) => Promise<StoredReceipt | null>;

/** Finds outcomes in `view_operations`. */
export function findReceiptIn(db: Db): FindReceipt {
  const receipts = db.collection<StoredReceipt>(RECEIPTS.collection);
  return ({ commandId, actor, orderId }) =>
    receipts.findOne(
      {
        commandId,
        'actor.role': actor.role,
        'actor.id': actor.id,
        ...(orderId === undefined ? {} : { orderId }),
      },
      { sort: { rank: 1 } },
    );
}
