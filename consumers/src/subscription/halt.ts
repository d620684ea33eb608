import { toPlatformError } from '@karat/infra/errors';
import { backoffBoundMs } from '@karat/infra/retry';
import type { PartitionLane } from './partition-lane.ts';
import { PositionMoved } from './position-store.ts';
import { seek, type SubscriptionContext } from './subscription-context.ts';

/** Pauses double up to this, in ms, while a store is away. */
const MAX_TRANSIENT_PAUSE_MS = 5_000;
/** What failed for good is tried again this seldom, in ms: only a repair or a release helps it. */
const MAX_LASTING_PAUSE_MS = 30_000;

/**
 * Pauses a partition after a failure and says why; it goes on from the same place later. Other
 * partitions are not held up: the handler returns, and kafkajs fetches them without this one.
 */
export function halt(context: SubscriptionContext, lane: PartitionLane, caught: unknown): void {
  const { options, consumer, metrics } = context;
  const { topic, service } = options;
  const { partition } = lane;
  const error = toPlatformError(caught);
  lane.failures += 1;
  // Somebody else has moved the position: load it again rather than insist.
  if (caught instanceof PositionMoved) lane.taken = false;
  const maxDelayMs = error.retryable ? MAX_TRANSIENT_PAUSE_MS : MAX_LASTING_PAUSE_MS;
  const delayMs = backoffBoundMs(lane.failures, { maxDelayMs });
  metrics.failed(partition, error.code);
  metrics.halted(partition, true);
  service.health.set(checkOf(context, partition), `${error.code}: ${error.message}`);
  const level = error.retryable ? 'warn' : 'error';
  const facts = {
    subscription: options.name,
    topic,
    partition,
    attempt: lane.failures,
    delayMs,
    error,
  };
  service.logger[level](facts, 'partition paused');
  whileRunning(context, () => {
    consumer.pause([{ topic, partitions: [partition] }]);
  });
  if (lane.resume !== null) clearTimeout(lane.resume);
  lane.resume = setTimeout(() => {
    goOn(context, lane);
  }, delayMs);
}

/** Says that a partition is well again. */
export function recovered(context: SubscriptionContext, lane: PartitionLane): void {
  if (lane.failures === 0) return;
  const { service, name: subscription } = context.options;
  const { partition, failures } = lane;
  lane.failures = 0;
  context.metrics.halted(partition, false);
  service.health.set(checkOf(context, partition), null);
  service.logger.info({ subscription, partition, attempt: failures }, 'partition goes on');
}

/** Ends the pause of a partition before its time, because what it waits for may have changed. */
export function goOnNow(context: SubscriptionContext, lane: PartitionLane): void {
  if (lane.resume === null) return;
  clearTimeout(lane.resume);
  goOn(context, lane);
}

/** Forgets the failures of a partition that is given away or taken anew. */
export function release(context: SubscriptionContext, lane: PartitionLane): void {
  if (lane.resume !== null) clearTimeout(lane.resume);
  lane.resume = null;
  context.options.service.health.set(checkOf(context, lane.partition), null);
  context.metrics.forget(lane.partition);
}

function goOn(context: SubscriptionContext, lane: PartitionLane): void {
  lane.resume = null;
  if (context.closed || context.lanes.get(lane.partition) !== lane) return;
  whileRunning(context, () => {
    seek(context, lane);
    const { topic } = context.options;
    context.consumer.resume([{ topic, partitions: [lane.partition] }]);
  });
}

function whileRunning({ options }: SubscriptionContext, act: () => void): void {
  try {
    act();
  } catch (error) {
    // kafkajs has stopped or restarts its consumer; a join then takes every partition anew.
    options.service.logger.debug({ error: toPlatformError(error) }, 'no consumer at work');
  }
}

function checkOf({ options }: SubscriptionContext, partition: number): string {
  return `${options.name} partition ${String(partition)}`;
}
