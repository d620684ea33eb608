import type { MongoClient } from 'mongodb';
import type { EventBatch } from '../subscription.ts';
import { foldFileOrders, type FoldedFileOrders } from './fold-file-orders.ts';
import type { FileOrderBook } from './file-order-book.ts';
import type { MoveQueue } from './move-queue.ts';
import type { Nearness } from './nearness.ts';

/** What events become moves with. */
export interface TakeFileEventsOptions {
  readonly client: MongoClient;
  readonly orders: Pick<FileOrderBook, 'load' | 'save'>;
  readonly moves: Pick<MoveQueue, 'mark'>;
  readonly nearness: Nearness;
  /** Carries out all moves that partitions near their ends have asked for. */
  readonly settle: (near: readonly number[]) => Promise<void>;
}

/** Takes a batch of events, with the records between them that are stepped over. */
export type TakeFileEvents = (
  batch: Pick<EventBatch, 'events' | 'skipped' | 'partition' | 'nextOffset'>,
) => Promise<void>;

/**
 * Stores what a batch says of orders, with the files that it touches, and brings these to where they
 * belong; whoever calls stores the position after that. A partition that is far behind only stores:
 * what it tells was so long ago, and its files are moved once, when it has caught up.
 */
export function createTakeFileEvents(options: TakeFileEventsOptions): TakeFileEvents {
  const { orders, nearness, settle } = options;
  return async ({ events, skipped, partition, nextOffset }) => {
    const isNear = await nearness.look(partition, nextOffset);
    if (events.length > 0 || skipped.length > 0) {
      const orderIds = [...events, ...skipped].map(({ orderId }) => orderId);
      const known = await orders.load([...new Set(orderIds)]);
      const folded = foldFileOrders(events, known, skipped);
      await store(options, folded, isNear ? null : partition);
    }
    if (isNear) await settle(nearness.near());
  };
}

async function store(
  { client, orders, moves }: TakeFileEventsOptions,
  { orders: moved, touched }: FoldedFileOrders,
  behind: number | null,
): Promise<void> {
  if (moved.length === 0) return;
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await moves.mark(touched, { behind, session });
      await orders.save(moved, session);
    }),
  );
}
