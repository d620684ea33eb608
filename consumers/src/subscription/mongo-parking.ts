import { DUPLICATE_KEY } from '@karat/infra/mongo';
import { Long, MongoServerError, type Collection } from 'mongodb';
import type { ParkedChange, ParkedOrder, SkippedRecord } from './parked-order.ts';
import { parkedOrderMoved, type ParkingStore } from './parking-store.ts';

/** A parked order, or a record stepped over, beside the positions. This is a format. */
export interface ParkingDocument {
  /** `parking/order/<partition>/<order id>` or `parking/skip/<partition>/<offset>`. */
  readonly _id: string;
  readonly incarnation: string;
  readonly order?: StoredOrder;
  readonly skipped?: StoredSkip;
}

type WithLongs<T, K extends keyof T> = Omit<T, K> & Readonly<Record<K, Long | number>>;
type StoredOrder = WithLongs<ParkedOrder, 'offset' | 'lastOffset'>;
type StoredSkip = WithLongs<SkippedRecord, 'offset'>;

/** All ids that begin with `parking/`: the character behind the slash is the nought. */
const IS_PARKING = { $gte: 'parking/', $lt: 'parking0' };

/** What is parked, as documents of the collection of positions, under ids that are texts. */
export function createMongoParking(
  collection: Collection<ParkingDocument>,
  incarnation: string,
  scope = collection.collectionName,
): ParkingStore {
  const asItWas = (before: ParkedOrder) => ({
    _id: idOf(before),
    incarnation,
    'order.offset': Long.fromBigInt(before.offset),
    'order.lastOffset': Long.fromBigInt(before.lastOffset),
  });
  return {
    load: async () => {
      const documents = await collection.find({ _id: IS_PARKING, incarnation }).toArray();
      return {
        scope,
        orders: documents.flatMap(({ order }) => (order === undefined ? [] : fromOrder(order))),
        skipped: documents.flatMap(({ skipped }) =>
          skipped === undefined ? [] : fromSkip(skipped),
        ),
      };
    },
    park: async (_scope, order) => {
      const filter = {
        _id: idOf(order),
        $or: [
          { incarnation: { $ne: incarnation } },
          { 'order.offset': { $gt: Long.fromBigInt(order.offset) } },
        ],
      };
      const document = { $set: { incarnation, order: toOrder(order) } };
      await collection.updateOne(filter, document, { upsert: true }).catch(ignoreTaken);
    },
    change: async (_scope, before, change) => {
      const { matchedCount } = await collection.updateOne(asItWas(before), { $set: toSet(change) });
      if (matchedCount !== 1) throw parkedOrderMoved(before);
    },
    release: async (_scope, before) => {
      const { deletedCount } = await collection.deleteOne(asItWas(before));
      if (deletedCount !== 1) throw parkedOrderMoved(before);
    },
    skip: async (_scope, record) => {
      const _id = `parking/skip/${String(record.partition)}/${String(record.offset)}`;
      const skipped = { ...record, offset: Long.fromBigInt(record.offset) };
      await collection.replaceOne({ _id }, { incarnation, skipped }, { upsert: true });
    },
  };
}

function idOf({ partition, orderId }: ParkedOrder): string {
  return `parking/order/${String(partition)}/${orderId}`;
}

function toOrder(order: ParkedOrder): StoredOrder {
  const { offset, lastOffset } = order;
  return { ...order, offset: Long.fromBigInt(offset), lastOffset: Long.fromBigInt(lastOffset) };
}

function fromOrder(order: StoredOrder): ParkedOrder {
  const { offset, lastOffset } = order;
  return {
    ...order,
    offset: BigInt(offset.toString()),
    lastOffset: BigInt(lastOffset.toString()),
  };
}

function fromSkip(skipped: StoredSkip): SkippedRecord {
  return { ...skipped, offset: BigInt(skipped.offset.toString()) };
}

function toSet(change: ParkedChange): Readonly<Record<string, unknown>> {
  const entries = Object.entries(change).map(([name, value]) => {
    return [`order.${name}`, typeof value === 'bigint' ? Long.fromBigInt(value) : value] as const;
  });
  return Object.fromEntries(entries);
}

/** Where the order waits from an earlier record on the filter misses, and the insertion meets it. */
function ignoreTaken(error: unknown): void {
  if (!(error instanceof MongoServerError && error.code === DUPLICATE_KEY)) throw error;
}
