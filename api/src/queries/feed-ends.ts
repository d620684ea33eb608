import type { SellerFeedOrder } from '@karat/projections';
import type { Db, Long } from 'mongodb';
import type { ViewPosition } from './view-clock.ts';

/** Which feed is read, in which generation of the view. */
export interface FeedSource {
  readonly sellerId: string;
  /** Collection of the generation. */
  readonly collection: string;
  readonly positions: ReadonlyMap<number, ViewPosition>;
}

interface ParkedDocument {
  readonly _id: string;
  readonly order?: {
    readonly orderId: string;
    readonly partition: number;
    readonly offset: Long | number;
  };
}

/** All ids that begin with `parking/order/`. */
const IS_PARKED = { $gte: 'parking/order/', $lt: 'parking/order0' };

/**
 * The first offset of each partition that a seller may not read yet: behind the stored position,
 * since of a batch that is being written there may be holes; and behind an order of that seller that
 * is parked, since its lines come later and stand before.
 */
export async function feedEnds(db: Db, source: FeedSource): Promise<ReadonlyMap<number, number>> {
  const ends = new Map<number, number>();
  for (const [partition, { nextOffset }] of source.positions) {
    ends.set(partition, Number(nextOffset));
  }
  for (const { partition, offset } of await parkedOrders(db, source)) {
    ends.set(partition, Math.min(ends.get(partition) ?? 0, Number(offset)));
  }
  return ends;
}

/** Those that are the seller's, or nobody knows whose. Read after the positions, which pass them. */
async function parkedOrders(db: Db, { sellerId, collection }: FeedSource) {
  const found = await db
    .collection<ParkedDocument>(`${collection}_positions`)
    .find({ _id: IS_PARKED })
    .toArray();
  const parked = found.flatMap(({ order }) => order ?? []);
  if (parked.length === 0) return [];
  const foreign = await db
    .collection<SellerFeedOrder & { readonly _id: string }>(collection)
    .find({ _id: { $in: parked.map(({ orderId }) => orderId) }, sellerId: { $ne: sellerId } })
    .toArray();
  const foreignIds = new Set(foreign.map(({ _id }) => _id));
  return parked.filter(({ orderId }) => !foreignIds.has(orderId));
}
