import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProxiedServers } from '@karat/infra/proxied-servers';
import { eventually, testServers } from '@karat/infra/testing';
import { decodeEvents } from '@karat/schemas/codec';
import test, { type ExecutionContext } from 'ava';
import { MongoClient } from 'mongodb';
import { clientOf, type Answer, type Client } from '../support/http-client.ts';
import { orderRequest } from '../support/orders.ts';
import { createPlatform, type Platform } from '../support/platform.ts';

const ORDERS = 20;
/** What a caller waits for when nobody knows yet that Kafka is away, ms. */
const OUTCOME_WAIT_MS = 2_000;

/** An installation on a Kafka, a registry and a Redis of the test's own. */
async function createBreakable(t: ExecutionContext) {
  const root = await mkdtemp(join(tmpdir(), 'karat-kafka-'));
  t.teardown(() => rm(root, { recursive: true, force: true }));
  const own = await startProxiedServers({ root, env: process.env });
  t.teardown(own.stop);
  const platform = await createPlatform({
    ...testServers(process.env),
    brokers: [own.kafka.directUrl],
    registryUrl: own.registry.directUrl,
    redisUrl: own.redis.directUrl,
  });
  t.teardown(platform.close);
  return { platform, kafka: own.kafka };
}

function cancel(shop: Client, order: Answer): Promise<Answer> {
  return shop.ask(`/v1/orders/${String(order.body['orderId'])}/cancel`, {
    method: 'POST',
    headers: { 'idempotency-key': randomUUID() },
    body: { reason: 'customer-request' },
  });
}

function initiate(shop: Client): Promise<Answer> {
  const headers = { 'idempotency-key': randomUUID() };
  return shop.ask('/v1/orders', { method: 'POST', headers, body: orderRequest() });
}

async function eventTypes({ log }: Platform): Promise<ReadonlyMap<string, readonly string[]>> {
  const types = new Map<string, string[]>();
  for await (const batch of log.reader.readTopic(log.topics.events)) {
    for (const { orderId, event } of await decodeEvents(log.codec, batch)) {
      types.set(orderId, [...(types.get(orderId) ?? []), event.type]);
    }
  }
  return types;
}

test('with Kafka stopped orders are taken with 202, and all are decided in order when it is back', async (t) => {
  t.timeout(300_000);
  const { platform, kafka } = await createBreakable(t);
  const [storefront] = await Promise.all([
    platform.start('storefront'),
    platform.start('outbox'),
    platform.start('writer'),
  ]);
  const shop = clientOf(storefront.port, 'shop');
  await eventually(async () => (await initiate(shop)).status === 201);

  await kafka.kill9();
  const orders: Answer[] = [];
  const elapsedMs: number[] = [];
  for (let index = 0; index < ORDERS; index += 1) {
    const startedAt = performance.now();
    const order = await initiate(shop);
    elapsedMs.push(performance.now() - startedAt);
    t.is(order.status, 202);
    orders.push(order);
    t.is((await cancel(shop, order)).status, 202);
  }
  const quick = elapsedMs.filter((ms) => ms < OUTCOME_WAIT_MS);
  t.true(quick.length >= ORDERS / 2, `answers took ${elapsedMs.map(Math.round).join(', ')} ms`);
  const mongo = new MongoClient(platform.mongoUrl('own_shop'));
  t.teardown(() => mongo.close());
  const waiting = () => mongo.db().collection('outbox').countDocuments({ publishedAt: null });
  t.is(await waiting(), 2 * ORDERS);

  await kafka.start();
  await eventually(async () => (await waiting()) === 0, { timeoutMs: 120_000 });
  const decided = ['OrderInitiated', 'OrderCancelled'];
  await eventually(
    async () => {
      const types = await eventTypes(platform);
      return orders.every(
        ({ body }) => types.get(String(body['orderId']))?.join() === decided.join(),
      );
    },
    { timeoutMs: 120_000, intervalMs: 500 },
  );
});
