import { connectRedis } from '@karat/infra/redis';
import { createLogger } from '@karat/infra/logger';
import type { Service } from '@karat/infra/services';
import { eventually } from '@karat/infra/testing';
import anyTest, { type TestFn } from 'ava';
import { createSender, type Sender } from '../support/approved-order.ts';
import { clientOf, type Client } from '../support/http-client.ts';
import { createPlatform, type Platform } from '../support/platform.ts';
import { openStream } from '../support/queue-stream.ts';

interface Workshop {
  readonly platform: Platform;
  readonly sender: Sender;
  readonly operator: Service;
  readonly anna: Client;
  readonly boris: Client;
  readonly lena: Client;
  readonly petra: Client;
}

const test = anyTest as TestFn<Workshop>;
const HOUR_MS = 3_600_000;

test.before(async (t) => {
  const platform = await createPlatform();
  t.context = { ...t.context, platform };
  const [operator] = await Promise.all([
    platform.start('operator'),
    platform.start('writer'),
    platform.start('projector'),
  ]);
  const sender = await createSender(platform);
  const at = (person: string) => clientOf(operator.port, person);
  const people = { anna: at('anna'), boris: at('boris'), lena: at('lena'), petra: at('petra') };
  await people.anna.built('/v1/work-queue');
  await people.anna.built('/v1/work-orders');
  t.context = { platform, sender, operator, ...people };
});

test.after.always(async ({ context: { sender, platform } }) => {
  await sender.close();
  await platform.close();
});

test.serial('the queue is paged by urgency without repeating or missing an order', async (t) => {
  const { sender, anna } = t.context;
  const now = Date.now();
  // Two of one urgency: the order id decides, and the page may end between them.
  const dueAts = [now + 30 * HOUR_MS, now + 5 * HOUR_MS, now + 5 * HOUR_MS, now - HOUR_MS];
  const orders = [];
  for (const dueAt of dueAts)
    orders.push({ dueAt, orderId: await sender.approvedOrder({ dueAt }) });
  const byUrgency = orders
    .toSorted((one, other) => one.dueAt - other.dueAt || (one.orderId < other.orderId ? -1 : 1))
    .map(({ orderId }) => orderId);
  await eventually(async () => {
    const { body } = await anna.ask('/v1/work-queue');
    return (body['items'] as unknown[]).length === 4;
  });

  t.deepEqual(await pages(anna, '/v1/work-queue?limit=2'), byUrgency);
  t.deepEqual(await pages(anna, '/v1/work-queue?limit=1'), byUrgency);
  t.deepEqual(
    await pages(anna, '/v1/work-queue?sort=newest&limit=3'),
    orders.map(({ orderId }) => orderId).toReversed(),
  );
  const { body } = await anna.ask('/v1/work-queue?limit=1');
  t.like(body, { counts: { MANUFACTURING_APPROVED: 4, MANUFACTURING_STARTED: 0 } });
  t.like(body['items'], [
    {
      orderId: byUrgency[0],
      urgency: {
        dueAt: new Date(now - HOUR_MS).toISOString(),
        estimatedWorkMs: 2 * HOUR_MS,
        defectBonusMs: 0,
        mustStartAt: new Date(now - 3 * HOUR_MS).toISOString(),
      },
    },
  ]);
  const foreign = await anna.ask(`/v1/work-queue?sort=newest&after=${String(body['next'])}`);
  t.like(foreign.body, { status: 422, errors: [{ pointer: '?after' }] });
  const odd = await anna.ask('/v1/work-queue?colour=red');
  t.like(odd.body, { status: 422, errors: [{ pointer: '?colour', code: 'unknown-field' }] });
});

test.serial('of twenty who claim at once one wins, and all others learn who it was', async (t) => {
  const { sender, anna, boris } = t.context;
  const path = `/v1/orders/${await sender.approvedOrder()}`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const by = n % 2 === 0 ? 'anna' : 'boris';
      const answer = await (by === 'anna' ? anna : boris).command(`${path}/claim`);
      return { by, ...answer };
    }),
  );
  const created = answers.filter(({ status }) => status === 201);
  t.is(created.length, 1);
  const winner = created[0]?.by;
  for (const { by, status, body } of answers) {
    if (by !== winner) t.like(body, { status: 409, claimedBy: winner });
    else if (status === 200) t.is(body['claimId'], created[0]?.body['claimId']);
  }
  const winning = winner === 'anna' ? anna : boris;
  // The time of the claim is in the queue once that has the claim.
  await eventually(async () => (await winning.ask(path)).body['version'] === 6);
  const repeated = await winning.command(`${path}/claim`);
  t.is(repeated.status, 200);
  t.deepEqual(repeated.body['takenAt'], created[0]?.body['takenAt']);
  const mine = await winning.ask('/v1/my-work');
  t.like(mine.body, { operatorId: winner, items: [{ operatorId: winner }] });
});

test.serial('an order goes through every hand, and wrong hands are told so', async (t) => {
  const { sender, anna, boris, lena } = t.context;
  const path = `/v1/orders/${await sender.approvedOrder()}`;
  t.is((await lena.command(`${path}/claim`)).status, 403);
  t.is((await anna.command(`${path}/claim`)).status, 201);
  t.like((await boris.command(`${path}/complete`)).body, { type: '/problems/not-your-order' });
  t.is((await anna.command(`${path}/release`)).body['status'], 'MANUFACTURING_APPROVED');
  t.is((await boris.command(`${path}/claim`)).status, 201);
  t.is((await boris.command(`${path}/complete`)).body['status'], 'MANUFACTURING_COMPLETED');
  t.is((await lena.command(`${path}/pack`)).body['status'], 'PACKAGING');
  const unnamed = await lena.command(`${path}/ship`, { carrier: 'dhl' });
  t.like(unnamed.body, { status: 422, errors: [{ pointer: '#/trackingNumber' }] });
  const parcel = { carrier: 'dhl', trackingNumber: 'JD01' };
  t.is((await lena.command(`${path}/ship`, parcel)).body['status'], 'SHIPPED');
  t.is((await lena.command(`${path}/close`)).body['status'], 'CLOSED');
  const late = await lena.command(`${path}/close`);
  t.like(late.body, {
    status: 409,
    type: '/problems/illegal-transition',
    allowedTransitions: ['ReportReturn', 'AddNote', 'RecordNotice', 'ErasePersonalData'],
  });
  const over = '/v1/work-orders?status=CLOSED&operatorId=boris&material=silver-925&sort=newest';
  const [found] = await eventually(async () => {
    const items = (await anna.ask(over)).body['items'] as readonly Record<string, unknown>[];
    return items.length > 0 && items;
  });
  t.like(found, { orderId: path.split('/').at(-1), status: 'CLOSED', operatorId: 'boris' });
  t.deepEqual((await anna.ask(`${over}&sellerId=jewels`)).body, { items: [], next: null });
});

test.serial('a supervisor says who may claim an order, and who goes on with it', async (t) => {
  const { sender, anna, boris, petra } = t.context;
  const path = `/v1/orders/${await sender.approvedOrder()}`;
  const toBoris = { operatorId: 'boris' };
  t.is((await anna.command(`${path}/assign`, toBoris)).status, 403);
  t.like((await petra.command(`${path}/assign`, {})).body, {
    errors: [{ pointer: '#/operatorId' }],
  });
  t.is((await petra.command(`${path}/assign`, toBoris)).status, 200);
  const denied = await anna.command(`${path}/claim`);
  t.like(denied.body, { status: 403, type: '/problems/assigned-to-other' });
  t.is((await boris.command(`${path}/claim`)).status, 201);
  t.is((await boris.command(`${path}/hand-over`, { operatorId: 'anna' })).status, 403);
  t.is((await petra.command(`${path}/hand-over`, { operatorId: 'anna' })).status, 200);
  t.like((await boris.command(`${path}/complete`)).body, { type: '/problems/not-your-order' });
  t.is((await anna.command(`${path}/complete`)).body['status'], 'MANUFACTURING_COMPLETED');
});

test.serial('the live queue tells changes, and after a break goes on where it was', async (t) => {
  const { sender, anna, operator } = t.context;
  const status = '?status=MANUFACTURING_APPROVED';
  const first = await openStream(t, { port: operator.port, person: 'anna', query: status });
  const snapshot = await first.next('snapshot');
  t.regex(snapshot.id ?? '', /^[0-9a-f]+-\d+-\d+$/);
  const one = await sender.approvedOrder();
  const arrived = await first.next('upsert', ({ row }) => isOrder(row, one));
  t.like(arrived.data, { row: { version: 5, status: 'MANUFACTURING_APPROVED' } });
  await first.next('counts');
  first.close();

  // Missed meanwhile: one order taken, another come.
  await anna.command(`/v1/orders/${one}/claim`);
  const two = await sender.approvedOrder();
  const second = await openStream(t, {
    port: operator.port,
    person: 'anna',
    query: status,
    lastEventId: arrived.id,
  });
  const taken = await second.next('remove');
  t.like(taken.data, { orderId: one, version: 6, reason: 'taken', by: 'anna' });
  t.like((await second.next('upsert')).data, { row: { orderId: two } });
  t.false(second.seen().some(({ event }) => event === 'snapshot' || event === 'reset'));

  const lost = await openStream(t, {
    port: operator.port,
    person: 'anna',
    query: status,
    lastEventId: 'gone-1-0',
  });
  await lost.next('snapshot');
  t.is(lost.seen()[0]?.event, 'reset');
});

test.serial(
  'while no queue is built the API says so instead of showing an empty one',
  async (t) => {
    const { platform, operator, anna } = t.context;
    const logger = createLogger({ service: 'test', level: 'error' });
    const redis = await connectRedis(platform.servers.redisUrl, { name: 'test', logger });
    t.teardown(() => {
      redis.disconnect();
    });
    const key = `${platform.log.environment}:wq:active`;
    const generation = await redis.get(key);
    await redis.del(key);
    const [page, stream] = await Promise.all([
      anna.ask('/v1/work-queue'),
      anna.ask('/v1/work-queue/stream'),
    ]);
    await redis.set(key, generation ?? '');
    t.like(page.body, { status: 503, type: '/problems/unavailable' });
    t.is(page.headers.get('retry-after'), '5');
    t.is(stream.status, 503);
    const open = await openStream(t, { port: operator.port, person: 'anna', query: '' });
    await open.next('snapshot');
  },
);

test.serial('a stop ends the streams and lets nothing hang', async (t) => {
  const { operator } = t.context;
  const open = await openStream(t, { port: operator.port, person: 'anna', query: '' });
  await open.next('snapshot');
  const startedAt = performance.now();
  await operator.stop();
  await open.ended();
  t.true(performance.now() - startedAt < 4_000);
});

async function pages(client: Client, path: string): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  let next: unknown = '';
  do {
    const { body } = await client.ask(`${path}${next === '' ? '' : `&after=${String(next)}`}`);
    seen.push(...(body['items'] as { orderId: string }[]).map(({ orderId }) => orderId));
    next = body['next'];
  } while (next !== null);
  return seen;
}

function isOrder(row: unknown, orderId: string): boolean {
  return typeof row === 'object' && row !== null && 'orderId' in row && row.orderId === orderId;
}
