import type { Redis } from '@karat/infra/redis';
import { parsePosition, type CommandReceipt, type ToldOutcome } from '@karat/schemas';

/** The Redis channel on which a process hears the outcomes of the commands it sent. */
export function outcomeChannel(environment: string, instance: string): string {
  return `${environment}:outcomes:${instance}`;
}

/**
 * Tells the process that waits for an outcome. Whoever misses it finds it in the receipts topic,
 * so this is not awaited and a Redis that is away delays nobody.
 */
export function publishOutcome(
  redis: Redis,
  channel: string,
  outcome: ToldOutcome,
): Promise<number> {
  return redis.publish(channel, JSON.stringify(outcome));
}

/** The outcome in a message of the channel, or null when it is something else. */
export function parseOutcome(message: string): ToldOutcome | null {
  try {
    const parsed: unknown = JSON.parse(message);
    if (!isOutcome(parsed)) return null;
    // A writer of an earlier release, still at work during a rollout, tells none of these.
    const { actor = null, correlationId = null, position } = parsed;
    return { ...parsed, actor, correlationId, position: tokenIn(position) };
  } catch {
    return null;
  }
}

type Lately = 'actor' | 'correlationId' | 'position';
type HeardOutcome = Omit<ToldOutcome, Lately> & Partial<Pick<ToldOutcome, Lately>>;

function isOutcome(value: unknown): value is HeardOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const { commandId, orderId, receipt } = value as Partial<Record<keyof ToldOutcome, unknown>>;
  return typeof commandId === 'string' && typeof orderId === 'string' && isReceipt(receipt);
}

/** A token of a later writer's that is not understood here is no reason to lose the outcome. */
function tokenIn(position: unknown): string | null {
  return typeof position === 'string' && parsePosition(position) !== null ? position : null;
}

function isReceipt(value: unknown): value is CommandReceipt {
  if (typeof value !== 'object' || value === null) return false;
  const { outcome, version } = value as Partial<Record<keyof CommandReceipt, unknown>>;
  return typeof outcome === 'string' && typeof version === 'number';
}
