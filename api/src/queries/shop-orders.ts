import { shopOrder, type ShopOrder } from '@karat/projections';
import type { Db } from 'mongodb';
import { instant } from '../http/instant.ts';
import type { FindOrder } from './order-route.ts';
import { findDocument } from './view.ts';

/** Finds an order of the storefront in `view_shop`. */
export function shopOrders(db: Db): FindOrder {
  return async (orderId) => {
    const order = await findDocument<ShopOrder>(db, shopOrder.name, orderId);
    return order === null ? null : { version: order.version, body: shopAnswerOf(order) };
  };
}

/** The order as the storefront gets it: instants in RFC 3339. */
function shopAnswerOf({ price, steps, dueAt, createdAt, updatedAt, ...order }: ShopOrder) {
  return {
    ...order,
    dueAt: dueAt === null ? null : instant(dueAt),
    price: price === null ? null : { ...price, validUntil: instant(price.validUntil) },
    steps: steps.map(({ status, at }) => ({ status, at: instant(at) })),
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
  };
}
