import { once } from 'node:events';
import { createLogger } from '@karat/infra/logger';
import { eventually } from '@karat/infra/testing';
import { workQueue, type WorkQueueRow } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import { createFeedHub } from '../../src/operator/feed-hub.ts';
import type { Feed, FeedEntry } from '../../src/operator/feed.ts';
import { createQueueClient } from '../../src/operator/queue-client.ts';
import { startQueueSession } from '../../src/operator/queue-session.ts';
import type { WorkQueue } from '../../src/queries/work-queue.ts';

const logger = createLogger({ service: 'test', level: 'silent' });
const COUNTS = {
  MANUFACTURING_APPROVED: 0,
  MANUFACTURING_STARTED: 0,
  MANUFACTURING_COMPLETED: 0,
  PACKAGING: 0,
  SHIPPED: 0,
};

const rowOf = (orderId: string): WorkQueueRow => ({
  ...workQueue.initial(orderId),
  version: 5,
  status: 'MANUFACTURING_APPROVED',
  sellerOrderRef: 'x'.repeat(1_000),
});

const entry = (n: number): FeedEntry => ({
  entryId: `${String(n)}-0`,
  row: rowOf(`order-${String(n)}`),
});

const PAGE = { rows: [rowOf('order-0')], next: null, counts: COUNTS };

const queue: WorkQueue = {
  liveGeneration: () => Promise.resolve('g1'),
  page: () => Promise.resolve({ ...PAGE, live: 'g1' }),
  livePage: () => Promise.resolve({ ...PAGE, generation: 'g1' }),
  counts: () => Promise.resolve(COUNTS),
  row: () => Promise.resolve(null),
};

function startSession(t: ExecutionContext, feed: Partial<Feed> = {}) {
  const hub = createFeedHub({ queue, logger });
  const client = createQueueClient(() => undefined);
  t.teardown(() => client.stream.destroy());
  let text = '';
  const session = startQueueSession({
    queue,
    hub,
    client,
    logger,
    feed: { end: () => Promise.resolve('0-0'), since: () => Promise.resolve(null), ...feed },
    statuses: ['MANUFACTURING_APPROVED'],
    since: null,
  });
  return {
    hub,
    client,
    session,
    read: () => client.stream.on('data', (chunk: Buffer) => (text += chunk.toString())),
    events: () => [...text.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name),
    text: () => text,
  };
}

test('a change that comes while the snapshot is read is told after it', async (t) => {
  let endSnapshot: ((end: string) => void) | null = null;
  const end = () => new Promise<string>((resolve) => (endSnapshot = resolve));
  const { hub, read, events, text } = startSession(t, { end });
  read();
  const finish = await eventually<((end: string) => void) | null>(() => endSnapshot);
  const told = new Promise((resolve) => hub.listen(resolve));
  hub.take('g1', [entry(1), entry(2)]);
  await told;
  t.deepEqual(events(), []);
  finish('1-0');
  await eventually(() => text().includes('order-2'));
  t.deepEqual(events().slice(0, 2), ['snapshot', 'upsert']);
  t.false(text().includes('order-1"'), 'the snapshot has it already');
});

test('a client that does not read is not fed from memory, and begins anew', async (t) => {
  const { hub, client, read, events } = startSession(t);
  const tellMany = (from: number) => {
    hub.take(
      'g1',
      Array.from({ length: 200 }, (_, n) => entry(from + n)),
    );
  };
  let from = 1;
  // Every telling is some 200 kB; nobody reads.
  await eventually(() => {
    tellMany((from += 200));
    return from > 5_000;
  });
  t.true(client.stream.writableLength <= 512 * 1_024, String(client.stream.writableLength));
  read();
  await eventually(() => events().includes('reset'));
  await eventually(() => events().lastIndexOf('snapshot') > events().indexOf('reset'));
  t.pass();
});

test('another generation makes every client begin anew', async (t) => {
  const { hub, read, events } = startSession(t);
  read();
  await eventually(() => events().includes('snapshot'));
  hub.reset();
  await eventually(() => events().length === 3);
  t.deepEqual(events(), ['snapshot', 'reset', 'snapshot']);
});

test('when the queue cannot be read the stream ends, so that the client comes back', async (t) => {
  const { client, read } = startSession(t, { end: () => Promise.reject(new TypeError('away')) });
  read();
  await once(client.stream, 'end');
  t.pass();
});
