import { modelOwnerOf } from '@karat/schemas';
import type { Db } from 'mongodb';

/** Among whose models those of an order are kept. */
export type ModelOwners = (orderId: string) => Promise<string>;

/** The part that is read here of the shop's own document of an order. */
interface KnownOrder {
  readonly _id: string;
  readonly sellerId: string | null;
}

/**
 * Asks the shop's own database, which knows an order as soon as it is begun; the view may be behind. An
 * order that the shop has not begun itself has its models for itself.
 */
export function modelOwnersIn(db: Db): ModelOwners {
  const orders = db.collection<KnownOrder>('orders');
  return async (orderId) => {
    const known = await orders.findOne({ _id: orderId }, { projection: { sellerId: 1 } });
    return modelOwnerOf({ sellerId: known?.sellerId ?? null, customerId: null, orderId });
  };
}
