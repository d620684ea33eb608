import { toPlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/schemas';
import { goOnNow } from './halt.ts';
import { handleSlice } from './handle-slice.ts';
import type { ParkedOrder } from './parked-order.ts';
import type { ParkingStore } from './parking-store.ts';
import type { PartitionLane } from './partition-lane.ts';
import { PositionMoved } from './position-store.ts';
import { readOrder } from './read-order.ts';
import { skippedOf } from './record-head.ts';
import type { ItemContext } from './subscription-context.ts';

/** Records of one step of a retry at most. */
const RECORDS_AT_ONCE = 1_000;

/** Measures what is parked, and begins to carry out what operators have asked for. */
export async function tendParked<Item>(context: ItemContext<Item>): Promise<void> {
  const { options, lanes, parkingMetrics } = context;
  const { parking } = options;
  if (parking === undefined) return;
  const standing = [...lanes.values()].flatMap(({ parked }) => [...parked.values()]);
  parkingMetrics.standing(standing, Date.now());
  const { scope, orders } = await parking.load();
  for (const order of orders) {
    const lane = lanes.get(order.partition);
    if (order.request === null || lane?.taken !== true || lane.tending) continue;
    if (lane.scope === scope) tend(context, { parking, lane, order });
  }
  // Another copy went live without a batch to find it out; the next poll takes it.
  for (const lane of lanes.values()) if (lane.scope !== scope) lane.taken = false;
}

interface Work {
  readonly parking: ParkingStore;
  readonly lane: PartitionLane;
  readonly order: ParkedOrder;
}

/** Not awaited by the poll, which has more to do: the log may have to be read from long ago. */
function tend<Item>(context: ItemContext<Item>, work: Work): void {
  const { lane } = work;
  lane.tending = true;
  const tending = carryOut(context, work).finally(() => {
    lane.tending = false;
    context.tending.delete(tending);
  });
  context.tending.add(tending);
}

async function carryOut<Item>(context: ItemContext<Item>, work: Work): Promise<void> {
  const { name: subscription, service } = context.options;
  const { lane, order } = work;
  const { orderId, partition, request } = order;
  const facts = { subscription, orderId, partition, request: request?.id, kind: request?.kind };
  try {
    // Most of it is read while the partition goes on; in its lane only what came meanwhile.
    const end = lane.stored;
    const early = await readOrder(context, order, { from: order.offset, end });
    await lane.run(async () => {
      if (context.closed || context.lanes.get(partition) !== lane || !lane.taken) return;
      const late = await readOrder(context, order, {
        from: later(end, order.offset),
        end: lane.stored,
      });
      await handleWaiting(context, work, [...early, ...late]);
      service.logger.info(facts, 'parked order tended');
    });
    goOnNow(context, lane);
  } catch (caught) {
    if (caught instanceof PositionMoved) lane.taken = false;
    // The request stands in the store still: it is taken up again with the next poll.
    service.logger.warn({ ...facts, error: toPlatformError(caught) }, 'parked order not tended');
  }
}

/**
 * Handles what waits, in the lane of the partition: its position stands still meanwhile. What comes
 * after the position is left to the batches, for which the order is not parked any more.
 */
async function handleWaiting<Item>(
  context: ItemContext<Item>,
  { parking, lane, order }: Work,
  records: readonly RawRecord[],
): Promise<void> {
  const { orderId, offset } = order;
  const parked = lane.parked.get(orderId);
  if (parked?.offset !== offset || order.request === null) return;
  if (order.request.kind === 'skip') await skipFirst(context, { parking, lane, order }, records);
  lane.parked.delete(orderId);
  try {
    for (let start = 0; start < records.length; start += RECORDS_AT_ONCE) {
      const slice = records.slice(start, start + RECORDS_AT_ONCE);
      await handleSlice(context, lane, {
        records: slice,
        nextOffset: lane.stored,
        writtenAt: null,
        retried: parked,
      });
    }
  } catch (error) {
    // Some may have had their effect, which is the same the next time.
    if (!lane.parked.has(orderId)) lane.parked.set(orderId, parked);
    throw error;
  }
  if (!lane.parked.has(orderId)) await parking.release(lane.scope, parked);
}

/** Exactly the record that the order is parked on is stepped over, now and whenever it comes. */
async function skipFirst<Item>(
  { parkingMetrics }: ItemContext<Item>,
  { parking, lane, order }: Work,
  [first]: readonly RawRecord[],
): Promise<void> {
  const { orderId, partition, offset } = order;
  const isFirst = first !== undefined && BigInt(first.offset) === offset;
  // A record that the position has not passed comes with a batch, which then knows its version.
  const skipped = isFirst ? skippedOf(first) : { orderId, partition, offset, version: null };
  await parking.skip(lane.scope, skipped);
  lane.skipped.add(offset);
  parkingMetrics.skipped();
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
