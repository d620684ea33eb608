import { setTimeout as delay } from 'node:timers/promises';
import { newEventId } from '@karat/schemas';
import { PositionMoved, type ParkedOrder, type ParkedRequest } from '../subscription.ts';
import type { FoundOrder } from './find-parked.ts';

/** What has become of a request. */
export interface CarriedOut {
  readonly outcome: 'released' | 'parked-again' | 'not-carried-out';
  /** The order as it is parked now; null when it is not any more. */
  readonly now: ParkedOrder | null;
}

const LOOK_INTERVAL_MS = 100;

/** A request of somebody's. */
export function newRequest(kind: ParkedRequest['kind'], now: number): ParkedRequest {
  return { id: newEventId(), kind, at: now };
}

/**
 * Asks the consumer that has parked an order to do something about it. False when the order is not
 * parked any more on the record that it was found on.
 */
export async function placeRequest(
  { in: group, order }: FoundOrder,
  request: ParkedRequest,
): Promise<boolean> {
  for (;;) {
    const parking = await group.parking();
    const { scope, orders } = (await parking?.load()) ?? { scope: '', orders: [] };
    const now = orders.find((one) => one.orderId === order.orderId);
    if (parking === null || now?.offset !== order.offset) return false;
    try {
      await parking.change(scope, now, { request });
      return true;
    } catch (error) {
      // One more record waits behind it by now.
      if (!(error instanceof PositionMoved)) throw error;
    }
  }
}

/** Waits until a request is carried out, which is for the running consumer. */
export async function awaitRequest(
  { in: group, order }: FoundOrder,
  request: ParkedRequest,
  timeoutMs: number,
): Promise<CarriedOut> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const orders = (await (await group.parking())?.load())?.orders ?? [];
    const now = orders.find((one) => one.orderId === order.orderId) ?? null;
    if (now === null) return { outcome: 'released', now };
    if (now.request?.id !== request.id) return { outcome: 'parked-again', now };
    if (performance.now() > deadline) return { outcome: 'not-carried-out', now };
    await delay(LOOK_INTERVAL_MS);
  }
}
