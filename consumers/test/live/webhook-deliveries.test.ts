import { randomUUID } from 'node:crypto';
import { eventually, uniqueEnv } from '@karat/infra/testing';
import test from 'ava';
import { storyOf } from '../support/order-story.ts';
import { startReceiver, typesOf, versionsByOrder } from '../support/receiver.ts';
import {
  deliveriesIn,
  openTestWebhooks,
  register,
  sellersDatabase,
  verified,
} from '../support/webhooks-rig.ts';

test('a receiver that fails twice gets the same id and bytes a third time', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  let answers = 0;
  const receiver = await startReceiver(t, (response) => {
    answers += 1;
    response.writeHead(answers <= 2 ? 500 : 200).end();
  });
  const endpoint = await register(db, { url: receiver.url });
  const { take } = await openTestWebhooks(t, db, { retryDelaysMs: [20, 20] });
  await take(storyOf(2));
  await eventually(() => receiver.received.length === 4);

  const [first, second, third, next] = receiver.received;
  if (!first || !second || !third || !next) return t.fail();
  for (const again of [second, third]) {
    t.is(again.headers['webhook-id'], first.headers['webhook-id']);
    t.true(again.body.equals(first.body));
    t.is(again.headers['webhook-reason'], 'retry');
    t.like(verified(endpoint.secret, again), { type: 'order.initiated' });
  }
  t.is(third.headers['webhook-attempt'], '3');
  t.like(verified(endpoint.secret, next), { type: 'order.submitted' });
  const [delivered] = await eventually(async () => {
    const all = await deliveriesIn(db);
    return all.every(({ state }) => state === 'delivered') && all;
  });
  t.deepEqual(
    delivered?.attempts.map(({ outcome }) => outcome.kind === 'answered' && outcome.status),
    [500, 500, 200],
  );
});

test('an endpoint that never takes a message exhausts its schedule and then hears the next', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const receiver = await startReceiver(t, (response, { body }) => {
    response.writeHead(body.includes('order.initiated') ? 500 : 204).end();
  });
  await register(db, { url: receiver.url });
  const { take } = await openTestWebhooks(t, db, { retryDelaysMs: [5] });
  await take(storyOf(2));
  const states = await eventually(async () => {
    const found = (await deliveriesIn(db)).map(({ state }) => state);
    return !found.includes('pending') && found;
  });
  t.deepEqual(states, ['exhausted', 'delivered']);
  t.is(receiver.received.length, 3);
});

test('an endpoint that says it is gone is disabled and hears nothing more', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const receiver = await startReceiver(t, (response) => {
    response.writeHead(410).end();
  });
  const { _id } = await register(db, { url: receiver.url });
  const { take } = await openTestWebhooks(t, db);
  const story = storyOf(9);
  await take(story.slice(0, 8));
  await eventually(async () => (await deliveriesIn(db)).every(({ state }) => state === 'gone'));
  t.is(receiver.received.length, 1);
  await take(story.slice(8));
  t.is((await deliveriesIn(db)).length, 8);
  t.like(await db.collection<{ _id: string }>('webhook_endpoints').findOne({ _id }), {
    status: 'disabled',
  });
});

test('an endpoint hears what it asked for, from its registration on', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const shipped = await startReceiver(t);
  const paused = await startReceiver(t);
  const late = await startReceiver(t);
  await register(db, { url: shipped.url, eventTypes: ['order.shipped', 'order.closed'] });
  await register(db, { url: paused.url, status: 'paused' });
  await register(db, { url: late.url, createdAt: Date.now() + 3_600_000 });
  const { take } = await openTestWebhooks(t, db);
  await take(storyOf(9));
  await eventually(() => shipped.received.length === 2);
  t.deepEqual(typesOf(shipped), ['order.shipped', 'order.closed']);
  t.is((await deliveriesIn(db)).length, 2);
  t.is(paused.received.length + late.received.length, 0);
});

test('events that are taken again, whole or in part, are told once', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const receiver = await startReceiver(t);
  await register(db, { url: receiver.url });
  const { take } = await openTestWebhooks(t, db);
  const story = storyOf(9);
  await take(story.slice(0, 3));
  await take(story.slice(0, 6));
  // As after a death between the deliveries and the orders: the orders are older than the deliveries.
  await db.collection('webhook_orders').deleteMany({});
  await take(story);
  await eventually(async () =>
    (await deliveriesIn(db)).every(({ state }) => state === 'delivered'),
  );
  t.is((await deliveriesIn(db)).length, 9);
  t.deepEqual(versionsByOrder(receiver).get(story[0]?.orderId ?? ''), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await t.throwsAsync(take(storyOf(3).slice(1)), { code: 'version-gap' });
});

test('a lease that a dead worker holds ends, and another sends the same bytes', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const receiver = await startReceiver(t);
  await register(db, { url: receiver.url });
  const story = storyOf(2);
  const first = await openTestWebhooks(t, db, { policy: { insecureHosts: [] } });
  await first.take(story);
  await eventually(async () => (await deliveriesIn(db))[0]?.attempts.length === 1);
  await first.close();
  const leasedUntil = Date.now() + 300;
  await db
    .collection('webhook_turns')
    .updateOne({}, { $set: { leaseOwner: 'dead', leasedUntil, nextAttemptAt: leasedUntil } });
  await openTestWebhooks(t, db);
  await eventually(() => receiver.received.length === 2);
  t.deepEqual(typesOf(receiver), ['order.initiated', 'order.submitted']);
});

test('what a stop breaks off is sent again at once by whoever runs', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  let isSilent = true;
  const receiver = await startReceiver(t, (response) => {
    if (!isSilent) response.writeHead(204).end();
  });
  await register(db, { url: receiver.url });
  const first = await openTestWebhooks(t, db, { timeoutMs: 60_000, graceMs: 10 });
  await first.take(storyOf(1));
  await eventually(() => receiver.received.length === 1);
  await first.close();
  isSilent = false;
  await openTestWebhooks(t, db);
  await eventually(async () => (await deliveriesIn(db))[0]?.state === 'delivered');
  t.is(receiver.received.length, 2);
  t.is(receiver.received[1]?.headers['webhook-attempt'], '1');
});

test('a URL that leads inside is never called', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const receiver = await startReceiver(t);
  await register(db, { url: receiver.url });
  const { take } = await openTestWebhooks(t, db, {
    policy: { insecureHosts: [] },
    retryDelaysMs: [5],
  });
  await take(storyOf(1));
  const [refused] = await eventually(async () => {
    const all = await deliveriesIn(db);
    return all[0]?.state === 'exhausted' && all;
  });
  const forbidden = { kind: 'forbidden', error: 'scheme' };
  t.deepEqual(
    refused?.attempts.map(({ outcome }) => outcome),
    [forbidden, forbidden],
  );
  t.is(receiver.received.length, 0);
});

test('a slow endpoint delays no other, and several processes share the work', async (t) => {
  const { db } = await sellersDatabase(t, uniqueEnv());
  const silent = await startReceiver(t, () => undefined);
  const well = await startReceiver(t);
  await register(db, { url: silent.url });
  await register(db, { url: well.url });
  const limits = { maxPerEndpoint: 2, graceMs: 10 };
  const one = await openTestWebhooks(t, db, limits);
  await openTestWebhooks(t, db, limits);
  const stories = Array.from({ length: 20 }, () => storyOf(9, { orderId: randomUUID() }));
  await one.take(stories.flat());
  await eventually(() => well.received.length === 180);
  t.true(silent.mostAtOnce() <= 4);
  for (const versions of versionsByOrder(well).values()) {
    t.deepEqual(versions, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});
