import { randomUUID } from 'node:crypto';
import { eventually } from '@karat/infra/testing';
import { MongoClient } from 'mongodb';
import test from 'ava';
import { clientOf } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform } from '../support/platform.ts';

/** Nobody listens there. */
const AWAY = { KAFKA_BROKERS: '127.0.0.1:1', REDIS_URL: 'redis://127.0.0.1:1' };

test('the storefront starts and takes orders with Kafka and Redis away; later they are decided', async (t) => {
  t.timeout(180_000);
  const platform = await createPlatform();
  t.teardown(platform.close);
  const storefront = await platform.start('storefront', AWAY);
  const shop = clientOf(storefront.port, 'shop');
  const key = { 'idempotency-key': randomUUID() };
  const taken = await shop.ask('/v1/orders', {
    method: 'POST',
    headers: key,
    body: orderRequest(),
  });
  t.is(taken.status, 202);
  const path = `/v1/orders/${String(taken.body['orderId'])}`;
  t.is(taken.headers.get('location'), `/v1/commands/${String(taken.body['commandId'])}`);
  t.is(taken.headers.get('link'), `<${path}>; rel="related"`);
  t.is(
    (
      await shop.ask(`${path}/submit`, {
        method: 'POST',
        headers: { 'idempotency-key': randomUUID() },
        body: { rush: false },
      })
    ).status,
    202,
  );

  const mongo = new MongoClient(platform.mongoUrl('own_shop'));
  t.teardown(() => mongo.close());
  const outbox = mongo.db().collection('outbox');
  const waiting = () => outbox.countDocuments({ publishedAt: null });
  t.is(await waiting(), 2);
  const rows = JSON.stringify(await outbox.find().toArray());
  const values = (await outbox.find().toArray()).map(({ value }) => String(value));
  t.false(
    [rows, ...values].some((text) => text.includes('Ada Byron')),
    'a name in clear',
  );

  await Promise.all([
    platform.start('outbox'),
    platform.start('writer'),
    platform.start('projector'),
  ]);
  await eventually(async () => (await waiting()) === 0, { timeoutMs: 60_000 });
  const order = await eventually(
    async () => {
      const seen = await shop.ask(path);
      return seen.status === 200 && seen;
    },
    { timeoutMs: 60_000 },
  );
  t.like(order.body, { status: 'INITIATED' });
});
