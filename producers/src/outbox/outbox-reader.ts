import {
  type OutboxCollections,
  type OutboxRow,
  PUBLICATION_ORDER,
  WAITING,
} from './outbox-collections.ts';

/** What the relay does with the rows. */
export interface OutboxReader {
  /** The rows that have waited longest, oldest first. */
  readonly oldestWaiting: (limit: number) => Promise<readonly OutboxRow[]>;
  /** Says that Kafka has these rows; said twice, the first time stays. */
  readonly markPublished: (rows: readonly OutboxRow[]) => Promise<void>;
  /** How many rows wait, counted up to a bound, and since when the oldest does. */
  readonly backlog: (atMost: number) => Promise<OutboxBacklog>;
}

/** What waits. */
export interface OutboxBacklog {
  readonly rows: number;
  /** Age of the oldest waiting row, seconds by the clock of the database; 0 when none waits. */
  readonly oldestSeconds: number;
}

/** Reads and marks the rows of an outbox. */
export function createOutboxReader({ db, outbox }: OutboxCollections): OutboxReader {
  return {
    // A snapshot, because a plain read goes through an index while it changes: it could find the
    // third row of an order and have passed the place of the second before that was committed.
    oldestWaiting: (limit) =>
      db.client.withSession({ snapshot: true }, (session) =>
        outbox.find(WAITING, { session }).sort(PUBLICATION_ORDER).limit(limit).toArray(),
      ),
    markPublished: async (rows) => {
      const filter = { _id: { $in: rows.map(({ _id }) => _id) }, ...WAITING };
      const mark = [{ $set: { publishedAt: '$$NOW' } }];
      await outbox.updateMany(filter, mark, { writeConcern: { w: 'majority' } });
    },
    backlog: async (atMost) => {
      const [rows, [oldest]] = await Promise.all([
        outbox.countDocuments(WAITING, { limit: atMost }),
        outbox
          .aggregate<{ readonly ageMs: number }>([
            { $match: WAITING },
            { $sort: PUBLICATION_ORDER },
            { $limit: 1 },
            { $project: { ageMs: { $toDouble: { $subtract: ['$$NOW', '$createdAt'] } } } },
          ])
          .toArray(),
      ]);
      return { rows, oldestSeconds: Math.max(0, oldest?.ageMs ?? 0) / 1_000 };
    },
  };
}
