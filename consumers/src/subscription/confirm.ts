import type { PartitionLane } from './partition-lane.ts';
import type { Confirmation } from './position-store.ts';
import type { SubscriptionContext } from './subscription-context.ts';

/**
 * Tells the store, in one write for all partitions, up to when what is stored shows everything: of a
 * partition at the end of its log that is when the end was asked for, of any other when the last
 * record that has its effect was written. One that stands still grows older meanwhile, and readers
 * are told so.
 */
export async function confirm(
  { options, lanes, ends }: SubscriptionContext,
  endsAskedAt: number,
): Promise<void> {
  const { positions } = options;
  if (positions.confirm === undefined) return;
  const confirmations = [...lanes.values()].flatMap((lane): readonly Confirmation[] => {
    const asOf = asOfOf(lane, ends.get(lane.partition), endsAskedAt);
    return asOf === null ? [] : [{ partition: lane.partition, offset: lane.stored, asOf }];
  });
  if (confirmations.length > 0) await positions.confirm(confirmations);
}

function asOfOf(
  { taken, stored, storedAsOf }: PartitionLane,
  end: bigint | undefined,
  endsAskedAt: number,
): number | null {
  if (!taken) return null;
  return end !== undefined && stored >= end ? endsAskedAt : storedAsOf;
}
