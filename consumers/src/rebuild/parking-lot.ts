import { PlatformError } from '@karat/infra/errors';
import type { LogConnection } from '@karat/infra/log-connection';
import type { Versioned } from '@karat/projections';
import type { RawRecord, ReadEvent } from '@karat/schemas';
import { projectorGroup, type OpenView } from '../projector/projector.ts';
import type { Generation } from '../projector/view-store.ts';
import {
  detailOf,
  orderOf,
  skippedOf,
  type ParkedOrder,
  type ParkingStore,
  type RecordFailure,
  type SkippedRecord,
  type StoredParking,
} from '../subscription.ts';

/** What waits while a partition is folded aside, by the rules of the subscription. */
export interface ParkingLot {
  /** The records of a batch that may be decoded: they do not wait, nor are they stepped over. */
  admit(records: readonly RawRecord[]): readonly RawRecord[];
  /** Parks the orders of records that have failed; `records` are all of the batch. */
  fail(records: readonly RawRecord[], failures: readonly RecordFailure[]): void;
  /** The events that do not wait. */
  keep(events: readonly ReadEvent[]): readonly ReadEvent[];
  /** Records of the batch admitted last that are stepped over. */
  skipped(): readonly SkippedRecord[];
  /** The records of the batch admitted last. */
  batch(): readonly RawRecord[];
  /**
   * Stores what is parked and stepped over, before the position passes it.
   * @throws `over-capacity` when there are more parked orders than a group may have.
   */
  store(): Promise<void>;
}

/** Settings of {@link openParkingLot}. */
interface ParkingLotOptions {
  /** Consumer group of the projector. */
  readonly group: string;
  /** Orders that it parks at most. */
  readonly maxParkedOrders: number;
  readonly partition: number;
  /** Where the generation that is folded keeps what is parked. */
  readonly parking: ParkingStore;
  /** Records that are stepped over in the live generation, and so in this one, too. */
  readonly steppedOver: readonly SkippedRecord[];
}

/** The lot of a partition of a view's generation. */
export async function openViewLot(
  { view, generation, log }: ViewToPark,
  partition: number,
): Promise<ParkingLot> {
  return openParkingLot({
    group: projectorGroup(log.environment, view.projection.name),
    maxParkedOrders: view.maxParkedOrders,
    partition,
    parking: generation.parking,
    steppedOver: await steppedOverIn(view),
  });
}

/** A generation of a view that is folded aside. */
export interface ViewToPark {
  readonly log: Pick<LogConnection, 'environment'>;
  readonly view: OpenView;
  readonly generation: Pick<Generation<Versioned>, 'parking'>;
}

/** What operators have had stepped over in the live generation; nothing where none is live. */
async function steppedOverIn({ store }: OpenView): Promise<readonly SkippedRecord[]> {
  const live = await store.active();
  return live === null ? [] : (await store.generation(live).parking.load()).skipped;
}

/** Opens what is parked in a generation beside the live one, of one partition. */
async function openParkingLot(options: ParkingLotOptions): Promise<ParkingLot> {
  const { parking, partition, steppedOver } = options;
  const known = await parking.load();
  const own = <T extends { readonly partition: number }>(places: readonly T[]): readonly T[] => {
    return places.filter((place) => place.partition === partition);
  };
  const stored = new Map(own(known.orders).map((order) => [order.orderId, order]));
  const parked = new Map(stored);
  const missing = own(steppedOver).filter((record) => !isAmong(known.skipped, record));
  const skips = new Set([...own(known.skipped), ...missing].map(({ offset }) => offset));
  let records: readonly RawRecord[] = [];
  let stepped: readonly SkippedRecord[] = [];

  const waits = (orderId: string, offset: string): boolean => isWaiting(parked, orderId, offset);
  return {
    admit: (batch) => {
      records = batch;
      stepped = [];
      if (parked.size === 0 && skips.size === 0) return batch;
      countWaiting(parked, batch);
      const free = batch.filter((record) => !waits(orderOf(record), record.offset));
      const passed = free.filter(({ offset }) => skips.has(BigInt(offset)));
      stepped = passed.map(skippedOf);
      return passed.length === 0 ? free : free.filter((record) => !passed.includes(record));
    },
    fail: (batch, failures) => {
      for (const failure of failures) {
        const record = batch.find(({ offset }) => offset === failure.offset);
        if (record === undefined) throw failure.cause;
        const orderId = orderOf(record);
        if (!waits(orderId, record.offset))
          parked.set(orderId, orderFrom(options, orderId, failure));
      }
      countWaiting(parked, batch);
    },
    keep: (events) => {
      if (parked.size === 0) return events;
      const orders = new Map(records.map((record) => [record.offset, orderOf(record)]));
      return events.filter(({ orderId, offset }) => !waits(orders.get(offset) ?? orderId, offset));
    },
    skipped: () => stepped.filter(({ orderId, offset }) => !waits(orderId, String(offset))),
    batch: () => records,
    store: () => storeAll(options, { parked, stored, missing }),
  };
}

function countWaiting(parked: Map<string, ParkedOrder>, batch: readonly RawRecord[]): void {
  for (const record of batch) {
    const order = parked.get(orderOf(record));
    const offset = BigInt(record.offset);
    if (order === undefined || offset <= order.lastOffset) continue;
    parked.set(order.orderId, { ...order, waiting: order.waiting + 1, lastOffset: offset });
  }
}

function isWaiting(
  parked: ReadonlyMap<string, ParkedOrder>,
  orderId: string,
  offset: string,
): boolean {
  const order = parked.get(orderId);
  return order !== undefined && BigInt(offset) >= order.offset;
}

interface Unstored {
  readonly parked: ReadonlyMap<string, ParkedOrder>;
  /** The same as it is stored. */
  readonly stored: Map<string, ParkedOrder>;
  /** Records to be stepped over that the generation does not know of. */
  readonly missing: SkippedRecord[];
}

async function storeAll(
  options: ParkingLotOptions,
  { parked, stored, missing }: Unstored,
): Promise<void> {
  const { parking } = options;
  const { scope, orders } = await parking.load();
  for (const record of missing.splice(0)) await parking.skip(scope, record);
  const fresh = [...parked.values()].filter(({ orderId }) => !stored.has(orderId));
  if (fresh.length > 0) requireRoom(options, orders.length + fresh.length);
  for (const order of parked.values()) {
    await storeOrder(parking, { scope, before: stored.get(order.orderId), order });
    stored.set(order.orderId, order);
  }
}

function isAmong(skipped: StoredParking['skipped'], { partition, offset }: SkippedRecord): boolean {
  return skipped.some((one) => one.partition === partition && one.offset === offset);
}

function orderFrom(
  { group, partition }: ParkingLotOptions,
  orderId: string,
  { offset, reason, cause }: RecordFailure,
): ParkedOrder {
  const first = BigInt(offset);
  const standing = { waiting: 0, lastOffset: first, attempts: 1, request: null };
  const place = { group, orderId, partition, offset: first };
  return { ...place, reason, detail: detailOf(cause), parkedAt: Date.now(), ...standing };
}

function requireRoom({ group, maxParkedOrders }: ParkingLotOptions, count: number): void {
  if (count <= maxParkedOrders) return;
  const message = `Expected at most ${String(maxParkedOrders)} parked orders of ${group}, got ${String(count)}`;
  throw new PlatformError('over-capacity', message);
}

interface OrderToStore {
  readonly scope: string;
  readonly before: ParkedOrder | undefined;
  readonly order: ParkedOrder;
}

async function storeOrder(
  parking: ParkingStore,
  { scope, before, order }: OrderToStore,
): Promise<void> {
  if (before === undefined) await parking.park(scope, order);
  else if (before !== order) {
    const { waiting, lastOffset } = order;
    await parking.change(scope, before, { waiting, lastOffset });
  }
}
