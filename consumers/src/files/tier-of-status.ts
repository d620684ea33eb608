import type { Tier } from '@karat/infra/object-store';
import type { OrderStatus } from '@karat/schemas';

/**
 * Where the models of an order in this status belong. What is shipped stays in work until it is
 * closed: a parcel that is lost or refused is made once more from the same model, and most returns
 * come in that time. A return ends an order; what is made instead is an order of its own.
 */
const TIER_OF_STATUS: Readonly<Record<OrderStatus, Tier>> = {
  INITIATED: 'new',
  SUBMITTED: 'new',
  PRICE_CALCULATED: 'new',
  PRICING_FAILED: 'new',
  MANUFACTURING_APPROVED: 'in-work',
  MANUFACTURING_STARTED: 'in-work',
  MANUFACTURING_COMPLETED: 'in-work',
  PACKAGING: 'in-work',
  SHIPPED: 'in-work',
  CLOSED: 'archive',
  CANCELLED: 'archive',
  RETURNED: 'archive',
};

/** The tier that the models of an order in this status belong to. */
export function tierOfStatus(status: OrderStatus): Tier {
  return TIER_OF_STATUS[status];
}

/** The tiers, the one that is wanted most first. */
export const HOTTEST_FIRST: readonly Tier[] = ['in-work', 'new', 'archive'];

/** The tier of a file that orders of these tiers refer to; null when none does. */
export function hottestTier(tiers: Iterable<Tier>): Tier | null {
  const wanted = new Set(tiers);
  return HOTTEST_FIRST.find((tier) => wanted.has(tier)) ?? null;
}
