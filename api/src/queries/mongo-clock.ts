import { RECEIPTS, type ReceiptFilling } from '@karat/projections';
import type { Db, Long } from 'mongodb';
import { createViewClock, type ViewClock, type ViewPosition } from './view-clock.ts';
import { liveGeneration, viewMissing } from './view.ts';

/** The position of a partition as the projector stores it beside a view. */
interface PositionDocument {
  readonly _id: number;
  readonly incarnation: string;
  readonly offset: Long | number;
  /** Epoch ms; absent where nobody has told yet. */
  readonly asOf?: Long | number;
  /** Stands in those of receipts, unless an earlier version began them. */
  readonly filling?: ReceiptFilling;
}

/** Tells how far a view in a Mongo database is. */
export function mongoClock(db: Db, view: string): ViewClock {
  return createViewClock(view, async () => {
    const generation = await liveGeneration(db, view);
    return {
      generation,
      positions: positionsOf(await findPositions(db, `${view}_${generation}_positions`)),
    };
  });
}

/**
 * Tells how far outcomes are kept; their positions stand among them, under numbers as ids. Each
 * filling of a collection that was lost is a generation, live when all is in it again.
 */
export function receiptsClock(db: Db): ViewClock {
  const { collection } = RECEIPTS;
  return createViewClock(collection, async () => {
    const found = await findPositions(db, collection);
    if (!isFilled(found)) throw viewMissing(collection);
    const generation = found.map(({ filling }) => String(filling?.begunAt ?? '')).join();
    return { generation, positions: positionsOf(found) };
  });
}

/** Whether all partitions were read up to where they ended when they were begun. */
function isFilled(found: readonly PositionDocument[]): boolean {
  const partitions = Math.max(1, ...found.map(({ filling }) => filling?.partitions ?? 0));
  if (found.length < partitions) return false;
  return found.every(({ offset, filling }) => Number(offset) >= (filling?.to ?? 0));
}

function findPositions(db: Db, collection: string): Promise<readonly PositionDocument[]> {
  const positions = db.collection<PositionDocument>(collection);
  return positions.find({ _id: { $gte: 0 } }, { sort: { _id: 1 } }).toArray();
}

function positionsOf(found: readonly PositionDocument[]): ReadonlyMap<number, ViewPosition> {
  return new Map(found.map((each) => [each._id, positionOf(each)]));
}

function positionOf({ incarnation, offset, asOf }: PositionDocument): ViewPosition {
  return {
    incarnation,
    nextOffset: BigInt(offset.toString()),
    asOf: asOf === undefined ? null : Number(asOf),
  };
}
