import type { WebhookDelivery } from './delivery.ts';

/**
 * The right to send what an endpoint is to hear of one order: a document of
 * `own_sellers.webhook_turns`, there as long as something of it may be pending. Who holds it sends
 * one delivery after the other, so an order is never told out of order, and one that waits for its
 * next attempt holds up nothing but itself. This is a stored format.
 */
export interface Turn {
  /** Endpoint and order. */
  readonly _id: string;
  readonly endpointId: string;
  readonly orderId: string;
  /** The last version of the order that has a delivery. */
  readonly upTo: number;
  /**
   * From when on a worker may take it, epoch ms: the next attempt's time or, while it is leased, the
   * end of the lease, so that one index finds what is due and what a dead worker left behind.
   */
  readonly nextAttemptAt: number;
  /** End of the lease, epoch ms; null while nobody holds it. */
  readonly leasedUntil: number | null;
  /** Name of the lease, different for each taking; null while nobody holds it. */
  readonly leaseOwner: string | null;
}

/** A turn that a worker holds. */
export type LeasedTurn = Turn & {
  readonly leasedUntil: number;
  readonly leaseOwner: string;
};

/** The turns that deliveries make, one per endpoint and order. */
export function turnsOf(made: readonly WebhookDelivery[]): readonly Turn[] {
  const turns = new Map<string, Turn>();
  for (const { endpointId, orderId, version, createdAt } of made) {
    const _id = `${endpointId} ${orderId}`;
    const upTo = Math.max(version, turns.get(_id)?.upTo ?? 0);
    const free = { nextAttemptAt: createdAt, leasedUntil: null, leaseOwner: null };
    turns.set(_id, { _id, endpointId, orderId, upTo, ...free });
  }
  return [...turns.values()];
}
