import { lastStableOffsets } from '@karat/infra/kafka';
import type { Admin, Consumer } from 'kafkajs';
import type { ParkingMetrics } from './parking-metrics.ts';
import type { PartitionLane } from './partition-lane.ts';
import type { SubscriptionMetrics } from './subscription-metrics.ts';
import type {
  RecordBatch,
  SubscriptionOptions,
  SubscriptionSettings,
} from './subscription-options.ts';

/** What the parts of one running subscription share. */
export interface SubscriptionContext {
  readonly options: SubscriptionSettings;
  readonly consumer: Consumer;
  readonly admin: Admin;
  readonly metrics: SubscriptionMetrics;
  readonly parkingMetrics: ParkingMetrics;
  /** The partitions assigned in the present generation of the group. */
  readonly lanes: Map<number, PartitionLane>;
  /** Last stable offset of each partition when it was last asked for. */
  ends: ReadonlyMap<number, bigint>;
  /** Requests upon parked orders that are being carried out. */
  readonly tending: Set<Promise<void>>;
  closed: boolean;
}

/** The context for the parts that know what the records say. */
export interface ItemContext<Item> extends SubscriptionContext {
  readonly options: SubscriptionOptions<Item>;
}

/** Gives items their effect and stores the position, in this order. */
export async function store<Item>(
  { options, metrics }: ItemContext<Item>,
  lane: PartitionLane,
  batch: Pick<RecordBatch<Item>, 'items' | 'skipped' | 'nextOffset'>,
): Promise<void> {
  const { partition, scope, stored: from } = lane;
  const { nextOffset: next } = batch;
  await options.handle({ ...batch, partition, scope, fromOffset: from });
  if (options.positions.save !== null) await options.positions.save({ partition, from, next });
  lane.stored = next;
  if (next > lane.next) lane.next = next;
  const now = Date.now();
  for (const item of batch.items) metrics.handled(partition, now - options.timeOf(item));
}

/** Makes the next fetch of a partition begin where it has to go on. */
export function seek({ options, consumer }: SubscriptionContext, lane: PartitionLane): void {
  lane.sought = lane.next;
  lane.seeks += 1;
  const { topic } = options;
  consumer.seek({ topic, partition: lane.partition, offset: String(lane.next) });
}

/** Asks for the last stable offset of every partition. */
export async function refreshEnds(
  context: SubscriptionContext,
): Promise<ReadonlyMap<number, bigint>> {
  context.ends = await lastStableOffsets(context.admin, context.options.topic);
  return context.ends;
}
