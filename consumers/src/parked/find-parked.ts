import type { ParkedOrder } from '../subscription.ts';
import type { ParkingGroup } from './parking-group.ts';

/** Which parked orders are meant; all that are named have to fit. */
export interface ParkedSelection {
  readonly order?: string;
  /** Code of the reason that they are parked for. */
  readonly parkedFor?: string;
}

/** A parked order with where it is. */
export interface FoundOrder {
  readonly in: ParkingGroup;
  readonly order: ParkedOrder;
}

/** The parked orders that are meant, the oldest first. */
export async function findParked(
  groups: readonly ParkingGroup[],
  { order: orderId, parkedFor }: ParkedSelection,
): Promise<readonly FoundOrder[]> {
  const found = await Promise.all(
    groups.map(async (group) => {
      const orders = (await (await group.parking())?.load())?.orders ?? [];
      return orders.map((order) => ({ in: group, order }));
    }),
  );
  return found
    .flat()
    .filter(({ order }) => orderId === undefined || order.orderId === orderId)
    .filter(({ order }) => parkedFor === undefined || order.reason === parkedFor)
    .toSorted((a, b) => a.order.parkedAt - b.order.parkedAt);
}
