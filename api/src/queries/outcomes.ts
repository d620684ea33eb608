import { eventIndex, type EventIndex, type StoredReceipt } from '@karat/projections';
import { formatPosition } from '@karat/schemas';
import type { Db } from 'mongodb';
import { findReceiptIn, type FindReceipt } from './find-receipt.ts';
import { receiptsClock } from './mongo-clock.ts';
import type { ViewClock } from './view-clock.ts';
import { findLive } from './view.ts';

/** What became of commands, as far as it can be found. */
export interface Outcomes {
  readonly find: FindReceipt;
  /** The position token of what an outcome rests on; null where the log's index does not have it. */
  readonly positionOf: (receipt: StoredReceipt) => Promise<string | null>;
  /** How far outcomes are kept. */
  readonly clock: ViewClock;
}

/** The outcomes in `view_operations`, with the index of events beside them. */
export function outcomesIn(db: Db): Outcomes {
  return {
    find: findReceiptIn(db),
    clock: receiptsClock(db),
    positionOf: async ({ orderId, version }) => {
      const live = await findLive(db, eventIndex.name);
      if (live === null) return null;
      const indexes = db.collection<EventIndex & { readonly _id: string }>(live.collection);
      const index = await indexes.findOne({ _id: orderId });
      // The offset of the record that made the version which the outcome tells of.
      const offset = index?.offsets[version - 1] ?? null;
      if (index === null || offset === null) return null;
      const nextOffset = BigInt(offset) + 1n;
      return formatPosition({ ...live, partition: index.partition, nextOffset });
    },
  };
}
