import { createHash } from 'node:crypto';

/** Who an order is of, as far as is known. */
export interface OrderParties {
  readonly sellerId: string | null;
  readonly customerId: string | null;
  readonly orderId: string;
}

/** Digits kept of a hash: 128 bits, which no two owners share by chance. */
const HASH_DIGITS = 32;

/**
 * Among whose files the models of an order are kept: the seller's, else the customer's, else the
 * order's own. Of `a-z`, `0-9` and `-`, at most 41: ids of sellers and customers may have any
 * characters, so they are hashed. This is a format: files lie under it.
 */
export function modelOwnerOf({ sellerId, customerId, orderId }: OrderParties): string {
  if (sellerId !== null) return `seller-${hashOf(sellerId)}`;
  if (customerId !== null) return `customer-${hashOf(customerId)}`;
  return `order-${orderId.toLowerCase()}`;
}

function hashOf(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, HASH_DIGITS);
}
