import { sellerFeed, type SellerFeedLine } from '@karat/projections';
import type { Collection, Db } from 'mongodb';
import { decodeFeedCursor, encodeFeedCursor } from './feed-cursor.ts';
import { feedEnds } from './feed-ends.ts';
import { mongoClock } from './mongo-clock.ts';
import { viewMissing } from './view.ts';

/** What is asked of a seller's feed. */
export interface SellerFeedQuery {
  readonly sellerId: string;
  /** Lines at most. */
  readonly limit: number;
  /** The `next` of the page before; null for the beginning. */
  readonly after: string | null;
}

/** A page of a seller's feed. */
export interface SellerFeedPage {
  readonly lines: readonly SellerFeedLine[];
  /** Where it goes on, also at the end: later lines come behind it. */
  readonly next: string;
  /** Whether there are more lines right now. */
  readonly hasMore: boolean;
}

/**
 * The next lines of a seller's feed. Partitions come along at different speeds, so a page says for
 * each of them how far it went: whatever shows up later in one is still to come, and no line comes
 * twice. Lines of one order stand in their order; those of different orders by time as far as both
 * were there.
 * @throws ProblemError `unavailable` where no generation is live, `validation` for a foreign cursor.
 */
export async function sellerFeedPage(db: Db, query: SellerFeedQuery): Promise<SellerFeedPage> {
  const { sellerId, limit, after } = query;
  const { generation, positions } = await mongoClock(db, sellerFeed.name).look(0);
  const [{ incarnation } = { incarnation: null }] = positions.values();
  if (incarnation === null) throw viewMissing(sellerFeed.name);
  const scope = { sellerId, incarnation };
  const cursor = new Map(decodeFeedCursor(after, scope));
  const collection = `${sellerFeed.name}_${generation}`;
  const ends = await feedEnds(db, { sellerId, collection, positions });
  const queues = await Promise.all(
    [...ends].map(([partition, end]) => {
      const range = { partition, from: cursor.get(partition) ?? 0, end };
      return linesIn(db.collection(collection), { sellerId, limit: limit + 1 }, range);
    }),
  );
  const lines = mergedByTime(queues, limit);
  for (const { partition, offset } of lines) cursor.set(partition, offset + 1);
  return {
    lines,
    next: encodeFeedCursor(cursor, scope),
    hasMore: queues.flat().length > lines.length,
  };
}

interface OffsetRange {
  readonly partition: number;
  readonly from: number;
  readonly end: number;
}

function linesIn(
  lines: Collection<SellerFeedLine>,
  { sellerId, limit }: Pick<SellerFeedQuery, 'sellerId' | 'limit'>,
  { partition, from, end }: OffsetRange,
): Promise<SellerFeedLine[]> {
  return lines
    .find({ sellerId, partition, offset: { $gte: from, $lt: end } }, { projection: { _id: 0 } })
    .sort({ offset: 1 })
    .limit(limit)
    .toArray();
}

/** The earliest head of the queues, again and again; within a queue the order stays. */
function mergedByTime(
  queues: readonly (readonly SellerFeedLine[])[],
  limit: number,
): readonly SellerFeedLine[] {
  const rest = queues.map((queue) => [...queue]);
  const merged: SellerFeedLine[] = [];
  while (merged.length < limit) {
    const earliest = rest
      .filter((queue) => queue.length > 0)
      .toSorted(byHeadTime)[0]
      ?.shift();
    if (earliest === undefined) break;
    merged.push(earliest);
  }
  return merged;
}

function byHeadTime([one]: readonly SellerFeedLine[], [other]: readonly SellerFeedLine[]): number {
  return (one?.occurredAt ?? 0) - (other?.occurredAt ?? 0);
}
