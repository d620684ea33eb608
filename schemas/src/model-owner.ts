import { ownerIdFor } from './ids.ts';

/** Who an order is of, as far as is known. */
export interface OrderParties {
  readonly sellerId: string | null;
  readonly customerId: string | null;
  readonly orderId: string;
}

/**
 * Among whose files the models of an order are kept: the seller's, else the customer's, else the
 * order's own. Of `a-z`, `0-9` and `-`, at most 45: ids of sellers and customers may have any
 * characters, so they are hashed. This is a format: files lie under it.
 */
export function modelOwnerOf({ sellerId, customerId, orderId }: OrderParties): string {
  if (sellerId !== null) return `seller-${ownerIdFor(sellerId)}`;
  if (customerId !== null) return `customer-${ownerIdFor(customerId)}`;
  return `order-${orderId.toLowerCase()}`;
}
