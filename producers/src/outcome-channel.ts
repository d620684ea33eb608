import type { Redis } from '@karat/infra/redis';
import type { CommandReceipt, Outcome } from '@karat/schemas';

/** The Redis channel on which a process hears the outcomes of the commands it sent. */
export function outcomeChannel(environment: string, instance: string): string {
  return `${environment}:outcomes:${instance}`;
}

/**
 * Tells the process that waits for an outcome. Whoever misses it finds it in the receipts topic,
 * so this is not awaited and a Redis that is away delays nobody.
 */
export function publishOutcome(redis: Redis, channel: string, outcome: Outcome): Promise<number> {
  return redis.publish(channel, JSON.stringify(outcome));
}

/** The outcome in a message of the channel, or null when it is something else. */
export function parseOutcome(message: string): Outcome | null {
  try {
    const parsed: unknown = JSON.parse(message);
    // A writer of the first release, still at work during a rollout, tells neither of the two.
    return isOutcome(parsed) ? { actor: null, correlationId: null, ...parsed } : null;
  } catch {
    return null;
  }
}

type Lately = 'actor' | 'correlationId';
type ToldOutcome = Omit<Outcome, Lately> & Partial<Pick<Outcome, Lately>>;

function isOutcome(value: unknown): value is ToldOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { commandId, orderId, receipt } = value as Partial<Record<keyof Outcome, unknown>>;
  return typeof commandId === 'string' && typeof orderId === 'string' && isReceipt(receipt);
}

function isReceipt(value: unknown): value is CommandReceipt {
  if (typeof value !== 'object' || value === null) return false;
  const { outcome, version } = value as Partial<Record<keyof CommandReceipt, unknown>>;
  return typeof outcome === 'string' && typeof version === 'number';
}
