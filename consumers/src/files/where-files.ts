import type { ObjectKey, ObjectStore, Tier } from '@karat/infra/object-store';
import type { OrderStatus } from '@karat/schemas';
import { fileKeyOf } from './file-id.ts';
import type { FileOrderBook } from './file-order-book.ts';

/** Where the model of a piece is, and where it belongs. */
export interface LocatedFile extends ObjectKey {
  /** Pieces of the order that it is for. */
  readonly itemIds: readonly string[];
  /** Null when it is missing. */
  readonly tier: Tier | null;
  readonly wanted: Tier | null;
  /** How many orders refer to it, counted up to 1,000. */
  readonly orders: number;
}

/** The files of an order; with `--json` it is printed as it is, so this is a format. */
export interface LocatedOrder {
  readonly orderId: string;
  readonly version: number;
  readonly status: OrderStatus;
  readonly files: readonly LocatedFile[];
}

const COUNTED = 1_000;

/** Looks for the files of an order; null when nobody has told of it. */
export async function whereFiles(
  orders: Pick<FileOrderBook, 'find' | 'wantedTier' | 'countReferring'>,
  objects: Pick<ObjectStore, 'tierOf'>,
  orderId: string,
): Promise<LocatedOrder | null> {
  const order = await orders.find(orderId);
  if (order === null) return null;
  const { version, status, pieces } = order;
  const files = await Promise.all(
    order.files.map(async (fileId) => ({
      ...fileKeyOf(fileId),
      itemIds: pieces.filter(({ file }) => file === fileId).map(({ itemId }) => itemId),
      tier: await objects.tierOf(fileKeyOf(fileId)),
      wanted: await orders.wantedTier(fileId),
      orders: await orders.countReferring(fileId, COUNTED),
    })),
  );
  return { orderId, version, status, files };
}
