import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explicitPartitioner } from '@karat/infra/kafka';
import { startService, type Service } from '@karat/infra/services';
import { deployTestLog, type TestLog } from '@karat/infra/test-log';
import { eventually, testServers } from '@karat/infra/testing';
import { traceIdOf } from '@karat/infra/trace';
import { deliveryIdFor, partitionOf, webhookTypeOf, type EventEnvelope } from '@karat/schemas';
import { encodeEvent } from '@karat/schemas/codec';
import test, { type ExecutionContext } from 'ava';
import { storyOf } from '../support/order-story.ts';
import { startReceiver, typesOf, versionsByOrder } from '../support/receiver.ts';
import { deliveriesIn, register, sellersDatabase, verified } from '../support/webhooks-rig.ts';

const SCRIPT = fileURLToPath(new URL('../../src/bin/webhooks.js', import.meta.url));

async function startWebhooks(t: ExecutionContext, log: TestLog, url: string): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), 'karat-webhooks-'));
  const service = await startService({
    name: 'webhooks',
    script: SCRIPT,
    environment: {
      ...process.env,
      KARAT_ENV: log.environment,
      MONGO_OWN_SELLERS_URL: url,
      WEBHOOK_INSECURE_HOSTS: '127.0.0.1',
      WEBHOOK_TIMEOUT_MS: '1000',
      OPS_PORT: '0',
    },
    logFile: join(folder, 'webhooks.log'),
  });
  t.teardown(async () => {
    await service.stop();
    await rm(folder, { recursive: true });
  });
  await service.ready();
  return service;
}

async function newLog(t: ExecutionContext): Promise<TestLog> {
  const log = await deployTestLog(testServers(process.env));
  t.teardown(log.close);
  return log;
}

async function append(log: TestLog, events: readonly EventEnvelope[]): Promise<void> {
  const producer = log.kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = events.map((event) => ({
    ...encodeEvent(log.codec, event),
    partition: partitionOf(event.orderId, log.identity.partitions),
  }));
  await producer.send({ topic: log.topics.events, messages });
  await producer.disconnect();
}

test('a seller hears of every step of its order, once, in order and signed', async (t) => {
  const log = await newLog(t);
  const { db, url } = await sellersDatabase(t, log.environment);
  const receiver = await startReceiver(t);
  const endpoint = await register(db, { url: receiver.url });
  const strangers = await startReceiver(t);
  await register(db, { url: strangers.url, sellerId: 'rival' });
  const { opsPort } = await startWebhooks(t, log, url);

  const story = storyOf(9);
  await append(log, [...story, ...storyOf(9, { sellerId: null })]);
  await eventually(() => receiver.received.length >= story.length, { timeoutMs: 30_000 });
  await eventually(async () =>
    (await deliveriesIn(db)).every(({ state }) => state === 'delivered'),
  );

  t.deepEqual(
    typesOf(receiver),
    story.map(({ event }) => webhookTypeOf(event.type)),
  );
  for (const [index, event] of story.entries()) {
    const request = receiver.received[index];
    if (request === undefined) return t.fail();
    t.like(verified(endpoint.secret, request), {
      id: event.eventId,
      sequence: String(event.version).padStart(10, '0'),
    });
    const { headers } = request;
    t.is(headers['webhook-id'], deliveryIdFor(event.eventId, endpoint._id));
    t.is(headers['content-type'], 'application/json');
    t.is(headers['webhook-attempt'], '1');
    t.is(headers['webhook-reason'], 'scheduled');
    t.is(traceIdOf(headers['traceparent'] as string), traceIdOf(event.traceparent));
    t.not(headers['traceparent'], event.traceparent);
  }
  t.is(strangers.received.length, 0);
  const metrics = await fetch(`http://127.0.0.1:${String(opsPort)}/metrics`);
  t.regex(
    await metrics.text(),
    /karat_webhook_deliveries_total\{state="delivered",service="webhooks"\} 9\b/,
  );
});

test('killed while it delivers, the service leaves nothing undelivered', async (t) => {
  const log = await newLog(t);
  const { db, url } = await sellersDatabase(t, log.environment);
  const receiver = await startReceiver(t, (response) => {
    setImmediate(() => response.writeHead(204).end());
  });
  await register(db, { url: receiver.url });
  const service = await startWebhooks(t, log, url);
  const stories = Array.from({ length: 60 }, () => storyOf(9));
  await append(log, stories.slice(0, 30).flat());
  await eventually(() => receiver.received.length >= 40, { timeoutMs: 30_000, intervalMs: 1 });
  await service.kill9();
  t.true(receiver.received.length < 30 * 9);
  await append(log, stories.slice(30).flat());
  await service.restart();

  await eventually(
    async () => {
      const deliveries = await deliveriesIn(db);
      const done = deliveries.filter(({ state }) => state === 'delivered').length;
      return done === 60 * 9 && done === deliveries.length;
    },
    { timeoutMs: 60_000, intervalMs: 100 },
  );
  const ids = new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
  t.is(ids.size, 60 * 9);
  const versions = versionsByOrder(receiver);
  for (const [{ orderId } = { orderId: '' }] of stories) {
    const seen = versions.get(orderId) ?? [];
    // What was under way at the kill is repeated; apart from that each comes in its turn.
    t.deepEqual([...new Set(seen)], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    t.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
  }
});
