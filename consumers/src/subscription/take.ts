import type { PartitionLane } from './partition-lane.ts';
import type { SubscriptionSettings } from './subscription-options.ts';
import { refreshEnds, type SubscriptionContext } from './subscription-context.ts';

/** Sets a lane to where the stored position says, or to the beginning when there is none. */
export async function take(
  context: SubscriptionContext,
  lane: PartitionLane,
  positions: ReadonlyMap<number, bigint>,
): Promise<void> {
  const { name: subscription, service } = context.options;
  const { partition } = lane;
  const stored = positions.get(partition);
  const offset = await believed(context, lane, stored ?? 0n);
  // Thrown away is as good as never stored.
  if (stored === undefined || stored > offset) await context.options.positions.begin(partition);
  // Behind the positions: what a predecessor parks meanwhile, it parks before it moves them.
  await takeParked(context, lane);
  lane.stored = offset;
  lane.storedAsOf = null;
  lane.next = offset;
  lane.taken = true;
  service.logger.info({ subscription, partition, offset: String(offset) }, 'partition taken');
}

async function takeParked({ options }: SubscriptionContext, lane: PartitionLane): Promise<void> {
  lane.parked.clear();
  lane.skipped.clear();
  if (options.parking === undefined) return;
  const { scope, orders, skipped } = await options.parking.load();
  lane.scope = scope;
  for (const order of orders) {
    if (order.partition === lane.partition) lane.parked.set(order.orderId, order);
  }
  for (const { partition, offset } of skipped) {
    if (partition === lane.partition) lane.skipped.add(offset);
  }
}

/** A position beyond the end belongs to a log that is no more: it is thrown away. */
async function believed(
  context: SubscriptionContext,
  { partition }: PartitionLane,
  offset: bigint,
): Promise<bigint> {
  const { options } = context;
  if (offset <= (context.ends.get(partition) ?? -1n)) return offset;
  // What is remembered of the end may be older than the position; only a later look can tell.
  const end = (await refreshEnds(context)).get(partition) ?? 0n;
  if (offset <= end) return offset;
  const facts = { subscription: options.name, partition, offset: String(offset), end: String(end) };
  options.service.logger.error(facts, 'position beyond the log thrown away');
  await options.positions.discard(partition);
  await discardParked(options, partition);
  return 0n;
}

async function discardParked({ parking }: SubscriptionSettings, partition: number): Promise<void> {
  if (parking === undefined) return;
  const { scope, orders } = await parking.load();
  for (const order of orders) {
    if (order.partition === partition) await parking.release(scope, order);
  }
}
