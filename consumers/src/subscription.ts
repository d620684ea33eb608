import { PlatformError } from '@karat/infra/errors';
import type { EachBatchPayload } from 'kafkajs';
import { release } from './subscription/halt.ts';
import { handlePayload } from './subscription/handle-payload.ts';
import { createParkingMetrics } from './subscription/parking-metrics.ts';
import { createPartitionLane } from './subscription/partition-lane.ts';
import { pollUntilStopped } from './subscription/poll.ts';
import type { ItemContext, SubscriptionContext } from './subscription/subscription-context.ts';
import { createSubscriptionMetrics } from './subscription/subscription-metrics.ts';
import type { SubscriptionOptions } from './subscription/subscription-options.ts';

export { createMongoParking, type ParkingDocument } from './subscription/mongo-parking.ts';
export {
  confirmMongoPositions,
  createMongoPositions,
  type PositionDocument,
} from './subscription/mongo-positions.ts';
export {
  detailOf,
  OrdersFailed,
  throwFailures,
  type RecordFailure,
} from './subscription/orders-failed.ts';
export { PARKING_BOUND_CONFIG } from './subscription/parking-config.ts';
export { decodeInOrder } from './subscription/decode-in-order.ts';
export { orderOf, skippedOf } from './subscription/record-head.ts';
export type {
  ParkedChange,
  ParkedOrder,
  ParkedRequest,
  ParkReason,
  SkippedRecord,
} from './subscription/parked-order.ts';
export { parkedOrderMoved } from './subscription/parking-store.ts';
export type { ParkingStore, StoredParking } from './subscription/parking-store.ts';
export { PositionMoved } from './subscription/position-store.ts';
export type { Confirmation, PositionMove, PositionStore } from './subscription/position-store.ts';
export type {
  EventBatch,
  RecordBatch,
  SubscriptionOptions,
  SubscriptionSettings,
} from './subscription/subscription-options.ts';

/** A running subscription. */
export interface Subscription {
  /** Leaves the group after the batches at work; nothing is lost, what was not stored comes again. */
  readonly close: () => Promise<void>;
}

/** A dead member's partitions are given away after this, in ms. */
const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 500;

/**
 * Follows the records of a topic, in order per partition, from the positions that the consumer itself stores.
 *
 * Offsets are never committed to the group. So every join begins each partition at its first
 * record, and the position is loaded inside that first batch, because kafkajs does not wait for
 * listeners of GROUP_JOIN: the batch is dropped and the stored position sought. A consumer that
 * writes views stores position and effect together (`positions.save` is null); one that acts on
 * the world (pricing, webhooks) gives a store of its own, made by `createMongoPositions` in a
 * collection of its `own_` database, and each effect must be recognised when it is repeated.
 *
 * A failure pauses its partition with a growing back-off and stands in health and metrics until it
 * is over; no record is skipped, and other partitions go on. A record that will never be handled,
 * however often it is tried, parks its order where `parking` says so: the other orders of the
 * partition go on, and those that follow in its order wait until an operator has it tried again.
 */
export async function createSubscription<Item>(
  options: SubscriptionOptions<Item>,
): Promise<Subscription> {
  const { topic, service, groupId, log } = options;
  const admin = log.kafka.admin();
  const consumer = log.kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    maxWaitTimeInMs: 250,
    retry: { restartOnFailure: () => Promise.resolve(true) },
  });
  const context: ItemContext<Item> = {
    options,
    consumer,
    admin,
    metrics: createSubscriptionMetrics(service.telemetry, options.name),
    parkingMetrics: createParkingMetrics(service.telemetry, options.name),
    lanes: new Map(),
    ends: new Map(),
    tending: new Set(),
    closed: false,
  };
  listen(context);
  await Promise.all([admin.connect(), consumer.connect()]);
  await consumer.subscribe({ topic, fromBeginning: true });
  const [{ partitions } = { partitions: [] }] = (
    await admin.fetchTopicMetadata({ topics: [topic] })
  ).topics;
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: partitions.length,
    eachBatch: (payload) => eachBatch(context, payload),
  });
  const stopping = new AbortController();
  const polling = pollUntilStopped(context, stopping.signal);
  return {
    close: async () => {
      context.closed = true;
      stopping.abort();
      await Promise.all([polling, ...context.tending]);
      await consumer.disconnect();
      await admin.disconnect();
      releaseAll(context);
    },
  };
}

function listen(context: SubscriptionContext): void {
  const { consumer, options, lanes } = context;
  const { GROUP_JOIN, END_BATCH_PROCESS, CRASH } = consumer.events;
  consumer.on(GROUP_JOIN, ({ payload }) => {
    const assignment = payload.memberAssignment[options.topic] ?? [];
    options.service.logger.info({ subscription: options.name, assignment }, 'joined the group');
    releaseAll(context);
    for (const partition of assignment) lanes.set(partition, createPartitionLane(partition));
    consumer.resume([{ topic: options.topic, partitions: assignment }]);
  });
  consumer.on(END_BATCH_PROCESS, ({ payload }) => {
    const { partition, batchSize, lastOffset } = payload;
    const lane = lanes.get(partition);
    // A batch of markers and aborted records only never reaches a handler.
    if (lane?.taken !== true || batchSize > 0) return;
    const behind = BigInt(lastOffset) + 1n;
    if (beginsUpTo(payload.firstOffset, lane.next) && behind > lane.next) lane.next = behind;
  });
  consumer.on(CRASH, ({ payload }) => {
    if (payload.restart || context.closed) return;
    const { cause, message } = payload.error;
    options.service.fail(
      new PlatformError('kafka-unavailable', `Consumer of ${options.groupId} ended: ${message}`, {
        cause: cause ?? payload.error,
      }),
    );
  });
}

/** kafkajs declares the first offset as a text, but it is null where compression hides it. */
function beginsUpTo(firstOffset: string | null, next: bigint): boolean {
  return firstOffset !== null && BigInt(firstOffset) <= next;
}

async function eachBatch<Item>(
  context: ItemContext<Item>,
  payload: EachBatchPayload,
): Promise<void> {
  const lane = context.lanes.get(payload.batch.partition);
  if (lane === undefined || context.closed) return;
  const stopBeating = beatWhile(() => payload.heartbeat());
  const { seeks } = lane;
  try {
    await lane.run(async () => {
      // While it waited, the poll may have found the position lost and sought the beginning: then it
      // is dropped, or its first offset would pass for the oldest one that the topic has still.
      if (lane.seeks === seeks) await handlePayload(context, lane, payload);
    });
  } finally {
    stopBeating();
  }
}

/**
 * Keeps the membership alive while a handler is at work: without it a slow store makes this member
 * a zombie after the session time-out. A failed beat shows in the next one.
 */
function beatWhile(heartbeat: () => Promise<void>): () => void {
  const timer = setInterval(() => {
    heartbeat().catch(() => undefined);
  }, HEARTBEAT_INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}

function releaseAll(context: SubscriptionContext): void {
  for (const lane of context.lanes.values()) release(context, lane);
  context.lanes.clear();
}
