import { randomUUID } from 'node:crypto';
import type { Service } from '@karat/infra/services';
import { eventually } from '@karat/infra/testing';
import { formatPosition, parsePosition } from '@karat/schemas';
import anyTest, { type TestFn } from 'ava';
import { createSender, type Sender } from '../support/approved-order.ts';
import { clientOf, type Answer, type Client } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

interface Readers {
  readonly platform: Platform;
  readonly projector: Service;
  readonly sender: Sender;
  readonly shop: Client;
  readonly anna: Client;
  readonly carl: Client;
  readonly gems: Client;
}

const test = anyTest as TestFn<Readers>;

test.before(async (t) => {
  const platform = await createPlatform();
  t.context = { ...t.context, platform };
  const [projector, storefront, operator, crm, seller] = await Promise.all([
    platform.start('projector'),
    platform.start('storefront'),
    platform.start('operator'),
    platform.start('crm'),
    platform.start('seller'),
    platform.start('outbox'),
    platform.start('writer'),
  ]);
  t.context = {
    platform,
    projector,
    sender: await createSender(platform),
    shop: clientOf(storefront.port, 'shop'),
    anna: clientOf(operator.port, 'anna'),
    carl: clientOf(crm.port, 'carl'),
    gems: clientOf(seller.port, 'gems'),
  };
  const { shop, anna, carl, gems } = t.context;
  await Promise.all([
    shop.built(`/v1/orders/${randomUUID()}`),
    anna.built('/v1/work-queue'),
    carl.built('/v1/orders'),
    gems.built('/v1/orders'),
  ]);
});

test.after.always(async ({ context: { sender, platform } }) => {
  await sender.close();
  await platform.close();
});

const tokenOf = ({ headers }: Answer): string => headers.get('karat-position') ?? '';
const idsIn = ({ body }: Answer): readonly unknown[] => {
  const items = body['items'];
  return Array.isArray(items) ? items.map((item: { orderId: string }) => item.orderId) : [];
};
const after = (token: string, waitSeconds = 10) => ({
  headers: { 'karat-position': token, prefer: `wait=${String(waitSeconds)}` },
});

test.serial('whoever shows the token of its command finds it in every view', async (t) => {
  const { sender, shop, anna, carl, gems } = t.context;
  for (let round = 0; round < 8; round += 1) {
    const begun = await shop.command('/v1/orders', orderRequest({ sellerId: 'gems' }));
    const orderId = String(begun.body['orderId']);
    const token = tokenOf(begun);
    t.truthy(parsePosition(token), token);
    const [cards, card, own, orders] = await Promise.all([
      carl.ask('/v1/orders', after(token)),
      carl.ask(`/v1/orders/${orderId}`, after(token)),
      shop.ask(`/v1/orders/${orderId}?minPosition=${token}`, {
        headers: { prefer: 'wait=10' },
      }),
      gems.ask('/v1/orders?limit=1', after(token)),
    ]);
    t.true(idsIn(cards).includes(orderId), 'in the list of CRM');
    t.is(cards.headers.get('preference-applied'), 'wait=10');
    t.deepEqual([card.status, own.status], [200, 200]);
    t.deepEqual(idsIn(orders), [orderId], 'first in the list of the seller');

    const approved = await sender.approvedOrder();
    const claimed = await anna.command(`/v1/orders/${approved}/claim`);
    t.is(claimed.status, 201);
    const mine = await anna.ask('/v1/my-work', after(tokenOf(claimed)));
    t.true(idsIn(mine).includes(approved), 'among the operator’s own work');
    const path = '/v1/work-queue?status=MANUFACTURING_STARTED&limit=200';
    t.true(idsIn(await anna.ask(path, after(tokenOf(claimed)))).includes(approved));
  }
});

test.serial('refusals and repetitions tell where what they rest on can be seen', async (t) => {
  const { shop, carl } = t.context;
  const key = { 'idempotency-key': randomUUID() };
  const body = orderRequest();
  const begun = await shop.command('/v1/orders', body, key);
  const repeated = await shop.command('/v1/orders', body, key);
  t.is(repeated.headers.get('idempotent-replayed'), 'true');
  const path = `/v1/orders/${String(begun.body['orderId'])}`;
  const refused = await shop.command(`${path}/approve`, { paymentReference: 'pay-1' });
  t.is(refused.status, 409);
  for (const answer of [repeated, refused]) {
    t.is((await carl.ask(path, after(tokenOf(answer)))).status, 200);
  }
});

test.serial(
  'a command that was not waited for tells its position when it is asked about',
  async (t) => {
    const { shop, carl } = t.context;
    const sent = await shop.command('/v1/orders', orderRequest(), { prefer: 'respond-async' });
    t.deepEqual([sent.status, sent.headers.get('karat-position')], [202, null]);
    const path = sent.headers.get('location') ?? '';
    const token = await eventually(async () => {
      return (await shop.ask(path, { headers: { prefer: 'wait=10' } })).headers.get(
        'karat-position',
      );
    });
    const card = await carl.ask(`/v1/orders/${String(sent.body['orderId'])}`, after(token));
    t.is(card.status, 200);
  },
);

test.serial(
  'a projector that is paused makes readers wait, and say where they stand',
  async (t) => {
    const { shop, carl, projector } = t.context;
    const { pid } = projector;
    if (pid === null) return t.fail('Expected the projector to run');
    process.kill(pid, 'SIGSTOP');
    t.teardown(() => process.kill(pid, 'SIGCONT'));
    const begun = await shop.command('/v1/orders', orderRequest());
    const orderId = String(begun.body['orderId']);
    const token = tokenOf(begun);
    const late = await carl.ask('/v1/orders', after(token, 1));
    t.is(late.status, 200);
    t.false(idsIn(late).includes(orderId));
    const reached = parsePosition(late.headers.get('karat-view-position') ?? '');
    t.true((reached?.nextOffset ?? 0n) < (parsePosition(token)?.nextOffset ?? 0n));
    const waiting = carl.ask('/v1/orders', after(token));
    process.kill(pid, 'SIGCONT');
    t.true(idsIn(await waiting).includes(orderId));
  },
);

test.serial('what is no position of this log is refused', async (t) => {
  const { platform, shop, anna, carl, gems } = t.context;
  const token = tokenOf(await shop.command('/v1/orders', orderRequest()));
  const position = parsePosition(token);
  if (position === null) return t.fail(`Expected a position, got ${token}`);
  const foreign = formatPosition({ ...position, incarnation: 'ffffffff' });
  const id = randomUUID();
  const reads: readonly (readonly [Client, string])[] = [
    [carl, '/v1/orders'],
    [carl, `/v1/orders/${id}`],
    [shop, `/v1/orders/${id}`],
    [gems, '/v1/orders'],
    [gems, `/v1/orders/${id}`],
    [gems, '/v1/feed'],
    [anna, '/v1/work-queue'],
    [anna, '/v1/work-queue?sort=newest'],
    [anna, '/v1/my-work'],
    [anna, '/v1/work-orders'],
    [anna, `/v1/orders/${id}`],
  ];
  t.true(platform.log.identity.incarnation.startsWith(position.incarnation));
  for (const [client, path] of reads) {
    const other = await client.ask(path, after(foreign));
    t.like(other.body, { status: 422, type: '/problems/position-of-another-log' }, path);
    const malformed = await client.ask(path, after('yesterday'));
    t.like(malformed.body, { status: 422, errors: [{ pointer: 'Karat-Position' }] }, path);
  }
});

test.serial('with the projector dead the wait ends at its bound', async (t) => {
  const { shop, carl, anna, projector } = t.context;
  await projector.kill9();
  const begun = await shop.command('/v1/orders', orderRequest());
  for (const [client, path] of [
    [carl, '/v1/orders'],
    [anna, '/v1/work-queue'],
  ] as const) {
    const startedAt = performance.now();
    const answer = await client.ask(path, after(tokenOf(begun), 1));
    const elapsedMs = performance.now() - startedAt;
    t.is(answer.status, 200);
    t.false(idsIn(answer).includes(begun.body['orderId']));
    t.true(elapsedMs >= 1_000 && elapsedMs < 5_000, `${path} took ${String(elapsedMs)} ms`);
  }
  await projector.restart();
  const path = `/v1/orders/${String(begun.body['orderId'])}`;
  await eventually(async () => (await carl.ask(path, after(tokenOf(begun)))).status === 200);
  t.pass();
});
