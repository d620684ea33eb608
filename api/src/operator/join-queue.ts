import { encodeCursor } from '../http/cursor.ts';
import type { StreamEvent } from '../http/sse.ts';
import type { QueueStatus } from '../queries/queue-query.ts';
import { viewMissing } from '../queries/view.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import type { Feed } from './feed.ts';
import { formatFeedId, type FeedPlace } from './feed-id.ts';
import { queueAnswerOf } from './queue-answer.ts';
import { queueEventOf } from './queue-events.ts';

/** What a client has to be told to be up to date, and the place from which changes follow. */
export interface Joining {
  readonly place: FeedPlace;
  readonly events: readonly StreamEvent[];
}

/** What joining needs. */
export interface JoinOptions {
  readonly queue: WorkQueue;
  readonly feed: Feed;
  readonly statuses: readonly QueueStatus[];
}

/** Rows of each status in a snapshot; what lies behind is read by pages. */
const SNAPSHOT_ROWS = 200;

/**
 * Brings a client up to date: with what it has missed since its place, where the feed still has that,
 * else with a `reset` and a snapshot. The end of the feed is read before the rows, so that a change
 * in between is told twice rather than never; rows carry versions for that.
 * @throws ProblemError `unavailable` while no generation is live.
 */
export async function joinQueue(options: JoinOptions, since: FeedPlace | null): Promise<Joining> {
  const { queue, feed, statuses } = options;
  const generation = await queue.liveGeneration();
  const missed =
    since?.generation === generation ? await feed.since(generation, since.entryId) : null;
  if (missed !== null && since !== null) {
    const filter = new Set<string>(statuses);
    const newest = new Map(missed.map((entry) => [entry.row.orderId, entry]));
    const events = missed
      .filter((entry) => newest.get(entry.row.orderId) === entry)
      .map((entry) => queueEventOf(entry, { generation, filter }));
    const counts = { event: 'counts', id: null, data: await queue.counts(generation) };
    const entryId = missed.at(-1)?.entryId ?? since.entryId;
    return { place: { generation, entryId }, events: [...events, counts] };
  }
  const place = { generation, entryId: await feed.end(generation) };
  const reset = { event: 'reset', id: null, data: {} };
  const snapshot = await snapshotOf(options, place);
  // A queue that was lost meanwhile would be shown as an empty one.
  if ((await queue.liveGeneration()) !== generation) throw viewMissing('work-queue');
  return { place, events: since === null ? [snapshot] : [reset, snapshot] };
}

async function snapshotOf(
  { queue, statuses }: JoinOptions,
  place: FeedPlace,
): Promise<StreamEvent> {
  const { generation } = place;
  const [counts, ...queues] = await Promise.all([
    queue.counts(generation),
    ...statuses.map(async (status) => {
      const query = { generation, status, sort: 'urgency', limit: SNAPSHOT_ROWS } as const;
      const { rows, next } = await queue.page({ ...query, after: null });
      const cursor = next === null ? null : encodeCursor(next, `${status}/urgency`);
      return { status, items: rows.map(queueAnswerOf), next: cursor };
    }),
  ]);
  return { event: 'snapshot', id: formatFeedId(place), data: { queues, counts } };
}
