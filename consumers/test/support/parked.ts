import { newEventId } from '@karat/schemas';
import { eventually } from '@karat/infra/testing';
import type { ParkedOrder, ParkingStore } from '../../src/subscription.ts';

/** Waits until an order is parked, as is wanted of it. */
export function parkedOrder(
  parking: ParkingStore,
  orderId: string,
  isWanted: (order: ParkedOrder) => boolean = () => true,
): Promise<ParkedOrder> {
  return eventually(
    async () => {
      const { orders } = await parking.load();
      return orders.find((order) => order.orderId === orderId && isWanted(order));
    },
    { timeoutMs: 60_000 },
  );
}

/** Waits until an order is not parked any more. */
export async function released(parking: ParkingStore, orderId: string): Promise<void> {
  await eventually(
    async () => (await parking.load()).orders.every((order) => order.orderId !== orderId),
    { timeoutMs: 60_000 },
  );
}

/** Asks for a retry or a skip, as `karat parked` does. */
export async function request(
  parking: ParkingStore,
  orderId: string,
  kind: 'retry' | 'skip',
): Promise<void> {
  await eventually(async () => {
    const { scope, orders } = await parking.load();
    const order = orders.find((one) => one.orderId === orderId);
    if (order === undefined) return false;
    await parking.change(scope, order, { request: { id: newEventId(), kind, at: Date.now() } });
    return true;
  });
}
