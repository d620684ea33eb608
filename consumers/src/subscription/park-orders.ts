import { PlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/schemas';
import { detailOf, type RecordFailure } from './orders-failed.ts';
import type { ParkedChange, ParkedOrder } from './parked-order.ts';
import type { ParkingStore } from './parking-store.ts';
import type { PartitionLane } from './partition-lane.ts';
import { orderOf } from './record-head.ts';
import type { SubscriptionContext } from './subscription-context.ts';

/** Orders that one group parks, unless it is told otherwise. */
const DEFAULT_MAX_PARKED_ORDERS = 100;

/** Whether a record waits, because its order is parked from it on or from before it. */
export function waits({ parked }: PartitionLane, record: RawRecord): boolean {
  if (parked.size === 0) return false;
  const order = parked.get(orderOf(record));
  return order !== undefined && BigInt(record.offset) >= order.offset;
}

/** What could not be parked, either. */
export interface RefusedParking {
  readonly offset: string;
  readonly cause: unknown;
}

/** Records among which some have failed. */
export interface FailedRecords {
  readonly records: readonly RawRecord[];
  readonly failures: readonly RecordFailure[];
  /** The order that is tried again, if one is. */
  readonly retried: ParkedOrder | null;
}

/**
 * Parks the order of each record that has failed, each from its first one on. Gives the first that
 * could not be: there are too many already, or nowhere to park is.
 */
export async function parkOrders(
  context: SubscriptionContext,
  lane: PartitionLane,
  { records, failures, retried }: FailedRecords,
): Promise<RefusedParking | null> {
  const { parking } = context.options;
  for (const failure of inOrder(failures)) {
    const record = records.find(({ offset }) => offset === failure.offset);
    if (record === undefined) throw strangerOf(failure);
    if (parking === undefined) return failure;
    if (waits(lane, record)) continue;
    const orderId = orderOf(record);
    if (retried?.orderId === orderId) await parkAgain(context, lane, { retried, failure });
    else {
      const cause = await boundOf(context, parking, { orderId, failure });
      if (cause !== null) return { offset: failure.offset, cause };
      const order = orderToPark(context, lane, { orderId, failure });
      await parking.park(lane.scope, order);
      lane.parked.set(orderId, order);
    }
    tellParked(context, lane, { orderId, failure });
  }
  return null;
}

/** A handler that names what it was not given would have us park somebody else. */
function strangerOf({ offset, cause }: RecordFailure): PlatformError {
  const message = `Expected the failure of a record that was handed over, got that at ${offset}`;
  return new PlatformError('internal', message, { cause });
}

function inOrder(failures: readonly RecordFailure[]): readonly RecordFailure[] {
  return failures.toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset)));
}

interface FailedOrder {
  readonly orderId: string;
  readonly failure: RecordFailure;
}

function orderToPark(
  { options }: SubscriptionContext,
  { partition }: PartitionLane,
  { orderId, failure }: FailedOrder,
): ParkedOrder {
  const offset = BigInt(failure.offset);
  return {
    group: options.groupId,
    orderId,
    partition,
    offset,
    reason: failure.reason,
    detail: detailOf(failure.cause),
    parkedAt: Date.now(),
    waiting: 0,
    lastOffset: offset,
    attempts: 1,
    request: null,
  };
}

/** Many parked orders are no matter of single orders any more: somebody has to look first. */
async function boundOf(
  { options }: SubscriptionContext,
  parking: ParkingStore,
  { orderId, failure }: FailedOrder,
): Promise<PlatformError | null> {
  const { maxParkedOrders = DEFAULT_MAX_PARKED_ORDERS, groupId } = options;
  const { orders } = await parking.load();
  if (orders.length < maxParkedOrders) return null;
  const { reason, cause, offset } = failure;
  const message = `Expected at most ${String(maxParkedOrders)} parked orders of ${groupId}, got another, ${orderId} at ${offset}: ${reason}: ${detailOf(cause)}`;
  return new PlatformError('over-capacity', message, { cause, context: { orderId, offset } });
}

/** The attempt may have come further than the one before, so less may wait. */
async function parkAgain(
  { options }: SubscriptionContext,
  { scope, parked }: PartitionLane,
  { retried, failure }: { readonly retried: ParkedOrder; readonly failure: RecordFailure },
): Promise<void> {
  const change: ParkedChange = {
    offset: BigInt(failure.offset),
    reason: failure.reason,
    detail: detailOf(failure.cause),
    attempts: retried.attempts + 1,
    waiting: 0,
    lastOffset: BigInt(failure.offset),
    request: null,
  };
  await options.parking?.change(scope, retried, change);
  parked.set(retried.orderId, { ...retried, ...change });
}

function tellParked(
  { options, parkingMetrics }: SubscriptionContext,
  { partition }: PartitionLane,
  { orderId, failure }: FailedOrder,
): void {
  const { name: subscription, service } = options;
  const { offset, reason, cause } = failure;
  parkingMetrics.parked(reason);
  const facts = { subscription, orderId, partition, offset, reason, detail: detailOf(cause) };
  service.logger.error(facts, 'order parked');
}

/**
 * Counts the records that wait behind parked orders, before the position passes them. It finds out,
 * too, when an order is not parked any more as it was: then its records must not be passed.
 */
export async function countWaiting(
  { options }: SubscriptionContext,
  lane: PartitionLane,
  records: readonly RawRecord[],
): Promise<void> {
  if (lane.parked.size === 0) return;
  const behind = records.filter((record) => {
    const order = lane.parked.get(orderOf(record));
    return order !== undefined && BigInt(record.offset) > order.lastOffset;
  });
  for (const orderId of new Set(behind.map(orderOf))) {
    const order = lane.parked.get(orderId);
    const own = behind.filter((record) => orderOf(record) === orderId);
    if (order === undefined) continue;
    const lastOffset = BigInt(own.at(-1)?.offset ?? order.lastOffset);
    const change = { waiting: order.waiting + own.length, lastOffset };
    await options.parking?.change(lane.scope, order, change);
    lane.parked.set(orderId, { ...order, ...change });
  }
}
