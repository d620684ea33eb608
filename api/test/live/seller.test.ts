import { randomUUID } from 'node:crypto';
import type { Service } from '@karat/infra/services';
import { eventually } from '@karat/infra/testing';
import anyTest, { type TestFn } from 'ava';
import { MongoClient } from 'mongodb';
import { createSender, type Sender } from '../support/approved-order.ts';
import { clientOf, type Client } from '../support/http-client.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

interface Sellers {
  readonly platform: Platform;
  readonly seller: Service;
  readonly sender: Sender;
  readonly jewels: Client;
  readonly gems: Client;
}

const test = anyTest as TestFn<Sellers>;

test.before(async (t) => {
  const platform = await createPlatform();
  t.context = { ...t.context, platform };
  const [seller] = await Promise.all([
    platform.start('seller'),
    platform.start('writer'),
    platform.start('projector'),
  ]);
  const sender = await createSender(platform);
  const [jewels, gems] = [clientOf(seller.port, 'jewels'), clientOf(seller.port, 'gems')];
  await Promise.all([jewels.built('/v1/orders'), jewels.built('/v1/feed')]);
  t.context = { platform, seller, sender, jewels, gems };
});

test.after.always(async ({ context: { sender, platform } }) => {
  await sender.close();
  await platform.close();
});

test.serial('a seller sees its own orders and nobody else’s', async (t) => {
  const { sender, jewels, gems } = t.context;
  const mine = await sender.approvedOrder({ sellerId: 'jewels', sellerOrderRef: 'A-1001' });
  const path = `/v1/orders/${mine}?minVersion=${mine}:5`;
  const order = await jewels.ask(path, { headers: { prefer: 'wait=10' } });
  t.like(order.body, { sellerOrderRef: 'A-1001', status: 'MANUFACTURING_APPROVED', version: 5 });
  t.is(order.headers.get('etag'), '"5"');
  const foreign = await gems.ask(`/v1/orders/${mine}`);
  t.like(foreign.body, { status: 404, type: '/problems/order-not-found' });
  const unknown = await gems.ask(`/v1/orders/${randomUUID()}`);
  t.deepEqual(
    { ...foreign.body, instance: '', traceId: '' },
    { ...unknown.body, instance: '', traceId: '' },
    'whether another seller has it cannot be told',
  );
  t.deepEqual((await gems.ask('/v1/orders')).body, { items: [], next: null });
});

test.serial('the list of orders is paged, the newest change first', async (t) => {
  const { sender, gems, jewels } = t.context;
  const placed: string[] = [];
  for (const ref of ['B-1', 'B-2', 'B-3']) {
    const orderId = await sender.approvedOrder({ sellerId: 'gems', sellerOrderRef: ref });
    placed.unshift(orderId);
    await gems.ask(`/v1/orders/${orderId}?minVersion=5`, { headers: { prefer: 'wait=10' } });
  }
  const first = await gems.ask('/v1/orders?limit=2');
  const rest = await gems.ask(`/v1/orders?limit=2&after=${String(first.body['next'])}`);
  const items = [first, rest].flatMap(({ body }) => body['items'] as { orderId: string }[]);
  t.deepEqual(
    items.map(({ orderId }) => orderId),
    placed,
  );
  t.is(rest.body['next'], null);
  const stolen = await jewels.ask(`/v1/orders?after=${String(first.body['next'])}`);
  t.like(stolen.body, { status: 422, errors: [{ pointer: '?after' }] });
});

test.serial('a seller reads from its feed what it would be told by webhook', async (t) => {
  const { sender, jewels } = t.context;
  const orderId = await sender.approvedOrder({ sellerId: 'jewels', sellerOrderRef: 'A-1002' });
  const messages = await eventually(async () => {
    const { body } = await jewels.ask('/v1/feed?limit=200');
    const items = body['items'] as readonly { readonly subject: string; readonly type: string }[];
    const own = items.filter(({ subject }) => subject === orderId);
    return own.length === 5 && own;
  });
  t.deepEqual(
    messages.map(({ type }) => type),
    ['initiated', 'model_attached', 'submitted', 'price_calculated', 'manufacturing_approved'].map(
      (name) => `order.${name}`,
    ),
  );
  t.like(messages.at(-1), {
    specversion: '1.0',
    source: `/v1/orders/${orderId}`,
    sequence: '0000000005',
    data: {
      sellerOrderRef: 'A-1002',
      status: 'MANUFACTURING_APPROVED',
      previousStatus: 'PRICE_CALCULATED',
      version: 5,
    },
  });
});

test.serial(
  'an endpoint is registered once, its secret shown with it and never again',
  async (t) => {
    const { jewels, gems } = t.context;
    const body = { url: 'https://seller.example/hooks', eventTypes: ['order.shipped'] };
    const key = { 'idempotency-key': randomUUID() };
    const made = await jewels.command('/v1/webhook-endpoints', body, key);
    t.is(made.status, 201);
    t.regex(String(made.body['secret']), /^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = await jewels.command('/v1/webhook-endpoints', body, key);
    t.deepEqual(again.body, made.body);
    t.is(again.headers.get('idempotent-replayed'), 'true');
    const other = await jewels.command('/v1/webhook-endpoints', { ...body, eventTypes: [] }, key);
    t.like(other.body, { type: '/problems/idempotency-key-reused' });

    const { secret: _secret, ...shown } = made.body;
    t.deepEqual((await jewels.ask('/v1/webhook-endpoints')).body, { items: [shown] });
    t.deepEqual((await gems.ask('/v1/webhook-endpoints')).body, { items: [] });
  },
);

test.serial('an endpoint is ended by its seller and by nobody else', async (t) => {
  const { jewels, gems } = t.context;
  const { body } = await gems.command('/v1/webhook-endpoints', { url: 'https://gems.example/' });
  const path = `/v1/webhook-endpoints/${String(body['id'])}`;
  const foreign = await jewels.ask(path, { method: 'DELETE' });
  t.like(foreign.body, { status: 404, type: '/problems/not-found' });
  t.like((await gems.ask('/v1/webhook-endpoints')).body, { items: [{ status: 'active' }] });
  t.is((await gems.ask(path, { method: 'DELETE' })).status, 204);
  t.like((await gems.ask('/v1/webhook-endpoints')).body, { items: [{ status: 'disabled' }] });
});

test.serial('a URL that leads inside is refused with the reason', async (t) => {
  const { jewels } = t.context;
  for (const url of ['https://10.0.0.1/', 'https://[::ffff:10.0.0.1]/', 'http://seller.example/']) {
    const answer = await jewels.command('/v1/webhook-endpoints', { url });
    t.like(answer.body, { status: 422, type: '/problems/webhook-url-forbidden' }, url);
  }
  const odd = await jewels.command('/v1/webhook-endpoints', {
    url: 'https://seller.example/',
    eventTypes: ['order.exploded'],
  });
  t.like(odd.body, { status: 422, errors: [{ pointer: '#/eventTypes/0' }] });
});

test.serial('without a built view the answer is 503, and with one it is there again', async (t) => {
  const { platform, jewels } = t.context;
  const client = new MongoClient(platform.mongoUrl('view_sellers'));
  t.teardown(() => client.close());
  const generations = client.db().collection<{ _id: string; active: string }>('generations');
  await eventually(async () => (await generations.findOne({ _id: 'seller-order' })) !== null);
  // Asked right behind the deletion: the projector begins a new one by itself.
  const [, answer] = await Promise.all([
    generations.deleteOne({ _id: 'seller-order' }),
    askUntil(jewels, 503),
  ]);
  t.like(answer.body, { status: 503, type: '/problems/unavailable' });
  t.is(answer.headers.get('retry-after'), '5');
});

function askUntil(client: Client, status: number) {
  return eventually(
    async () => {
      const answer = await client.ask('/v1/orders');
      return answer.status === status && answer;
    },
    { intervalMs: 0 },
  );
}
