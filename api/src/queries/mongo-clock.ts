import { RECEIPTS } from '@karat/projections';
import type { Db, Long } from 'mongodb';
import { createViewClock, type ViewClock, type ViewPosition } from './view-clock.ts';
import { liveGeneration } from './view.ts';

/** The position of a partition as the projector stores it beside a view. */
interface PositionDocument {
  readonly _id: number;
  readonly incarnation: string;
  readonly offset: Long | number;
  /** Epoch ms; absent where nobody has told yet. */
  readonly asOf?: Long | number;
}

/** Tells how far a view in a Mongo database is. */
export function mongoClock(db: Db, view: string): ViewClock {
  return createViewClock(view, async () => {
    const generation = await liveGeneration(db, view);
    return { generation, positions: await readPositions(db, `${view}_${generation}_positions`) };
  });
}

/** Tells how far outcomes are kept; their positions stand among them, under numbers as ids. */
export function receiptsClock(db: Db): ViewClock {
  const { collection } = RECEIPTS;
  return createViewClock(collection, async () => {
    return { generation: collection, positions: await readPositions(db, collection) };
  });
}

async function readPositions(
  db: Db,
  collection: string,
): Promise<ReadonlyMap<number, ViewPosition>> {
  const found = await db
    .collection<PositionDocument>(collection)
    .find({ _id: { $gte: 0 } })
    .toArray();
  return new Map(found.map((each) => [each._id, positionOf(each)]));
}

function positionOf({ incarnation, offset, asOf }: PositionDocument): ViewPosition {
  return {
    incarnation,
    nextOffset: BigInt(offset.toString()),
    asOf: asOf === undefined ? null : Number(asOf),
  };
}
