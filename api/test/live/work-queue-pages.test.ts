import { randomUUID } from 'node:crypto';
import { connectRedis } from '@karat/infra/redis';
import { createLogger } from '@karat/infra/logger';
import { testServers, uniqueEnv } from '@karat/infra/testing';
import { workQueue, type WorkQueueRow } from '@karat/projections';
import test, { type ExecutionContext } from 'ava';
import type { Cursor } from '../../src/http/cursor.ts';
import type { QueueSort } from '../../src/queries/queue-query.ts';
import { workQueueKeys } from '../../src/queries/work-queue-keys.ts';
import { createWorkQueue } from '../../src/queries/work-queue.ts';

const STATUS = 'MANUFACTURING_APPROVED';

/** Some come into the status at the same time, and some have the same urgency. */
function rows(count: number): readonly WorkQueueRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...workQueue.initial(randomUUID()),
    version: 5,
    status: STATUS,
    mustStartAt: 1_000 * (index % 7),
    enteredAt: 1_000 * (index % 11),
  }));
}

async function storedQueue(t: ExecutionContext, stored: readonly WorkQueueRow[]) {
  const logger = createLogger({ service: 'test', level: 'error' });
  const redis = await connectRedis(testServers(process.env).redisUrl, { name: 'test', logger });
  const keys = workQueueKeys(uniqueEnv());
  const names = [
    keys.active,
    keys.rows('one'),
    keys.byStatus('one', STATUS),
    keys.newest('one', STATUS),
  ] as const;
  t.teardown(async () => {
    await redis.unlink(...names);
    redis.disconnect();
  });
  const pipeline = redis.pipeline();
  for (const row of stored) {
    pipeline.hset(names[1], row.orderId, JSON.stringify(row));
    pipeline.zadd(names[2], row.mustStartAt ?? 0, row.orderId);
    pipeline.zadd(names[3], -row.enteredAt, row.orderId);
  }
  await pipeline.exec();
  return { redis, keys, queue: createWorkQueue(redis, keys) };
}

const byId = (one: WorkQueueRow, other: WorkQueueRow) => (one.orderId < other.orderId ? -1 : 1);
const SORTS = {
  urgency: (one, other) => (one.mustStartAt ?? 0) - (other.mustStartAt ?? 0) || byId(one, other),
  newest: (one, other) => other.enteredAt - one.enteredAt || byId(one, other),
} satisfies Record<QueueSort, (one: WorkQueueRow, other: WorkQueueRow) => number>;

for (const sort of ['urgency', 'newest'] as const) {
  test(`by ${sort}: pages of any size show every order once, in order`, async (t) => {
    const stored = rows(60);
    const { queue } = await storedQueue(t, stored);
    const expected = stored.toSorted(SORTS[sort]).map(({ orderId }) => orderId);
    for (const limit of [1, 7, 50, 200]) {
      const seen: string[] = [];
      let after: Cursor | null = null;
      do {
        const query = { generation: 'one', status: STATUS, sort, limit, after } as const;
        const page = await queue.page(query);
        seen.push(...page.rows.map(({ orderId }) => orderId));
        after = page.next;
      } while (after !== null);
      t.deepEqual(seen, expected);
    }
  });

  test(`by ${sort}: a page deep in the queue reads its own rows and no others`, async (t) => {
    const { redis, queue } = await storedQueue(t, rows(2_000));
    const query = { generation: 'one', status: STATUS, sort, limit: 50 } as const;
    const middle = { ...(await queue.page({ ...query, limit: 1_000, after: null })).next };
    const after = { sortValue: middle.sortValue ?? 0, id: middle.id ?? '' };
    const answers: Promise<unknown>[] = [];
    const send = redis.sendCommand.bind(redis);
    redis.sendCommand = (command, stream) => {
      const answer = send(command, stream);
      answers.push(Promise.resolve(answer));
      return answer;
    };
    const { rows: shown } = await queue.page({ ...query, after });
    t.is(shown.length, 50);
    // One question; its answer holds one place more than asked for, to know that there are more.
    const [answer, ...others] = await Promise.all(answers);
    const [, places, read] = answer as readonly (readonly unknown[])[];
    t.deepEqual([places?.length, read?.length, others.length], [2 * 51, 50, 0]);
  });
}

test('a page of a queue that is switched or lost is never of another one, or empty', async (t) => {
  const stored = rows(3);
  const { redis, queue, keys } = await storedQueue(t, stored);
  const query = { status: STATUS, sort: 'urgency', limit: 50, after: null } as const;
  await t.throwsAsync(queue.livePage(query), { message: /work-queue/ });
  await redis.set(keys.active, 'one');
  const { generation, rows: shown, counts } = await queue.livePage(query);
  t.deepEqual([generation, shown.length, counts[STATUS]], ['one', 3, 3]);
  await redis.set(keys.active, 'two');
  const switched = await queue.livePage(query);
  t.deepEqual([switched.generation, switched.rows, switched.counts[STATUS]], ['two', [], 0]);
  await redis.unlink(keys.active);
  await t.throwsAsync(queue.livePage(query), { message: /work-queue/ });
});
