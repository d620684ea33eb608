import { orderStages, type LeftStage } from '@karat/projections';
import { ORDER_STATUS_SYMBOLS, type OrderStatus } from '@karat/schemas';
import type { Db, Document } from 'mongodb';
import { liveCollection } from './view.ts';

/** A period; epoch ms, the end not in it. */
export interface Period {
  readonly from: number;
  readonly until: number;
}

/** How long orders were in a status that left it in the period. */
export interface StageStatistics {
  readonly status: OrderStatus;
  /** Stays that ended. */
  readonly count: number;
  /** Half of them took no longer, ms; a stay that there was, at most 2 % above the exact one. */
  readonly p50Ms: number;
  /** 95 of 100 took no longer, ms; as exact. */
  readonly p95Ms: number;
}

/** The width of the classes that stays are counted in: each ends 2 % above the one before. */
const CLASS_WIDTH = Math.log(1.02);

/**
 * The statistics of a period, in the order of an order's life; a status that nobody left is not in
 * it. Counted in classes on the server, because MongoDB 6 has no percentiles and a list of all stays
 * of a year fits in no document.
 * @throws ProblemError `unavailable` where no generation is live.
 */
export async function stageStatistics(
  db: Db,
  { from, until }: Period,
): Promise<readonly StageStatistics[]> {
  const stages = await liveCollection(db, orderStages.name);
  const found = await stages
    .aggregate<StageStatistics>([
      { $match: { leftAt: { $gte: Math.max(from, 1), $lt: until } } },
      { $group: { _id: CLASS, count: { $sum: 1 }, longest: { $max: '$ms' } } },
      RUNNING_COUNTS,
      { $group: { _id: '$_id.status', count: { $max: '$all' }, p50: upTo(0.5), p95: upTo(0.95) } },
      { $project: { _id: 0, status: '$_id', count: 1, p50Ms: '$p50', p95Ms: '$p95' } },
    ])
    .toArray();
  const place = ({ status }: StageStatistics) => ORDER_STATUS_SYMBOLS.indexOf(status);
  return found.toSorted((one, other) => place(one) - place(other));
}

/** The stages that an order has left, the first one first. */
export async function stagesOfOrder(db: Db, orderId: string): Promise<readonly LeftStage[]> {
  const stages = await liveCollection<LeftStage & { readonly _id: string }>(db, orderStages.name);
  // Every id that begins with the order's and a slash; the character behind that is the nought.
  const own = { _id: { $gte: `${orderId}/`, $lt: `${orderId}0` } };
  const found = await stages.find(own, { projection: { _id: 0 } }).toArray();
  return found.toSorted((one, other) => one.version - other.version);
}

const CLASS: Document = {
  status: '$status',
  number: { $floor: { $divide: [{ $ln: { $add: ['$ms', 1] } }, CLASS_WIDTH] } },
};

/** Of each class how many stays are in it and in shorter ones, and how many there are at all. */
const RUNNING_COUNTS: Document = {
  $setWindowFields: {
    partitionBy: '$_id.status',
    sortBy: { '_id.number': 1 },
    output: {
      soFar: { $sum: '$count', window: { documents: ['unbounded', 'current'] } },
      all: { $sum: '$count', window: { documents: ['unbounded', 'unbounded'] } },
    },
  },
};

/** The longest stay of the first class with which this share of all is reached. */
function upTo(share: number): Document {
  const isReached = { $gte: ['$soFar', { $multiply: ['$all', share] }] };
  return { $min: { $cond: [isReached, '$longest', null] } };
}
