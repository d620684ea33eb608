import type { Logger } from '@karat/infra/logger';
import type { FeedHub, FeedNews } from './feed-hub.ts';
import { compareEntryIds, type FeedPlace } from './feed-id.ts';
import { joinQueue, type JoinOptions } from './join-queue.ts';
import type { QueueClient } from './queue-client.ts';
import { queueEventOf } from './queue-events.ts';

/** What a session is made of. */
export interface QueueSessionOptions extends JoinOptions {
  readonly hub: FeedHub;
  readonly client: QueueClient;
  readonly logger: Logger;
  /** Where the client was when it lost its connection; null for a new one. */
  readonly since: FeedPlace | null;
}

/** A client's way through the live queue. */
export interface QueueSession {
  readonly close: () => void;
}

/** No place of any generation: joining from here is beginning anew, and saying so. */
const LOST: FeedPlace = { generation: '', entryId: '0-0' };

/**
 * Joins a client to the hub: what is told while it is being brought up to date is held back until it
 * is, and a client that does not keep up begins anew instead of being fed from memory.
 */
export function startQueueSession(options: QueueSessionOptions): QueueSession {
  const { hub, client, statuses, logger } = options;
  const filter = new Set<string>(statuses);
  let place: FeedPlace | null = null;
  // News of the time while it is being brought up to date; null while it does not read at all.
  let held: FeedNews[] | null = null;

  const join = (since: FeedPlace | null): void => {
    held = [];
    joinQueue(options, since).then(
      (joined) => {
        place = joined.place;
        client.begin(joined.events);
        const news = held ?? [];
        held = null;
        for (const one of news) onNews(one);
      },
      (error: unknown) => {
        // The client comes back by itself, with its place, and then finds out what is wrong.
        logger.warn({ error }, 'live queue not joined');
        client.close();
      },
    );
  };
  const joinAnew = (): void => {
    place = null;
    held = null;
    client.whenRead(() => {
      join(LOST);
    });
  };
  const onNews = (news: FeedNews): void => {
    if (place === null) {
      held?.push(news);
      return;
    }
    if (news.kind === 'reset') {
      joinAnew();
      return;
    }
    const events = eventsOf(news, place, filter);
    if (events.length > 0 && !client.send(events)) joinAnew();
    else if (news.kind === 'changes') place = placeAfter(news, place);
  };

  const leave = hub.listen(onNews);
  join(options.since);
  return { close: leave };
}

function eventsOf(
  news: Exclude<FeedNews, { kind: 'reset' }>,
  { generation, entryId }: FeedPlace,
  filter: ReadonlySet<string>,
) {
  if (news.kind === 'counts') return [{ event: 'counts', id: null, data: news.counts }];
  if (news.generation !== generation) return [];
  return news.entries
    .filter((entry) => compareEntryIds(entry.entryId, entryId) > 0)
    .map((entry) => queueEventOf(entry, { generation, filter }));
}

function placeAfter(news: Extract<FeedNews, { kind: 'changes' }>, place: FeedPlace): FeedPlace {
  const entryId = news.entries.at(-1)?.entryId ?? place.entryId;
  const isAhead =
    news.generation === place.generation && compareEntryIds(entryId, place.entryId) > 0;
  return isAhead ? { ...place, entryId } : place;
}
