import type { Logger } from '@karat/infra/logger';
import type { Telemetry } from '@karat/infra/telemetry';
import { QUEUE_STATUSES } from '@karat/projections';
import { z } from 'zod';
import type { ApiContext, Route } from '../http/context.ts';
import { readQuery } from '../http/query.ts';
import type { WorkQueue } from '../queries/work-queue.ts';
import type { Feed } from './feed.ts';
import type { FeedHub } from './feed-hub.ts';
import { parseFeedId } from './feed-id.ts';
import { createQueueClient, type QueueClient } from './queue-client.ts';
import { startQueueSession } from './queue-session.ts';

/** What the live queue stands on. */
export interface QueueStreamOptions {
  readonly queue: WorkQueue;
  readonly feed: Feed;
  readonly hub: FeedHub;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
}

/** The live queue of a process. */
export interface QueueStreams {
  readonly route: Route;
  /** Ends all streams, so that the server can stop; clients come back to another process. */
  readonly close: () => void;
}

const QUERY = z.strictObject({
  status: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(QUEUE_STATUSES)).min(1))
    .default(['MANUFACTURING_APPROVED'])
    .describe('Statuses, by commas; MANUFACTURING_APPROVED where it is not said.'),
  since: z
    .string()
    .max(128)
    .optional()
    .describe('As `Last-Event-ID`, for whoever cannot set headers.'),
});

const LAST_EVENT_ID = {
  name: 'Last-Event-ID',
  description: 'The event after which to go on.',
};

/**
 * `GET /v1/work-queue/stream`: the queue as it changes, as server-sent events. `Last-Event-ID`, or
 * `since` in the query, goes on from there.
 */
export function queueStreams(options: QueueStreamOptions): QueueStreams {
  const clients = new Set<QueueClient>();
  const open = options.telemetry.gauge({
    name: 'karat_queue_streams_open',
    help: 'Clients that watch the live queue.',
  });
  const handle = async (ctx: ApiContext): Promise<void> => {
    const { status, since } = readQuery(ctx, QUERY);
    // Asked before the stream begins, while a problem can still be answered.
    await options.queue.liveGeneration();
    const lastId = ctx.get('last-event-id') || (since ?? '');
    const client = createQueueClient(() => {
      session.close();
      clients.delete(client);
      open.set(clients.size);
    });
    clients.add(client);
    open.set(clients.size);
    const session = startQueueSession({
      ...options,
      client,
      statuses: [...new Set(status)],
      since: lastId === '' ? null : (parseFeedId(lastId) ?? { generation: '', entryId: '0-0' }),
    });
    ctx.set({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    ctx.status = 200;
    ctx.body = client.stream;
  };
  const doc = {
    summary: 'Sends the queue as it changes, as server-sent events',
    query: QUERY,
    headers: [LAST_EVENT_ID],
    answers: { 200: { description: 'The events.', mediaType: 'text/event-stream' } },
    problems: ['validation'],
  } as const;
  return {
    route: { method: 'GET', path: '/v1/work-queue/stream', doc, handle },
    close: () => {
      for (const client of clients) client.close();
    },
  };
}
