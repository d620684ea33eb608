import { randomUUID } from 'node:crypto';
import { createLogger } from '@karat/infra/logger';
import { openRedis } from '@karat/infra/redis';
import { eventually, mongoUrlFor, testServers } from '@karat/infra/testing';
import type { ReadCommand } from '@karat/schemas';
import test from 'ava';
import { MongoClient } from 'mongodb';
import type { SendableCommand } from '../../src/command-gateway.ts';
import { createOutcomeListener } from '../../src/outcome-listener.ts';
import { createWakeUp } from '../../src/outbox/wake-up.ts';
import { createCuttableKafka } from '../support/cuttable-kafka.ts';
import { createOutboxRig, type OutboxRig } from '../support/outbox-rig.ts';
import { initiation } from '../support/partition-rig.ts';

const silent = createLogger({ service: 'test', level: 'silent' });

/** A command that only its id tells from others of its order. */
const commandOf = (orderId: string, commandId: string): SendableCommand => ({
  ...initiation(orderId),
  commandId,
});

/** Command ids of an order in the order of their rows. */
async function idsByRow({ outbox }: OutboxRig, orderId: string): Promise<readonly string[]> {
  const rows = await outbox.find({ orderId }).sort({ seq: 1 }).toArray();
  return rows.map(({ commandId }) => commandId);
}

/** Command ids of an order in the log, each where it occurs first. */
function firstOccurrences(commands: readonly ReadCommand[], orderId: string): readonly string[] {
  const ids = commands.filter((command) => command.orderId === orderId);
  return [...new Set(ids.map(({ commandId }) => commandId))];
}

test('fifty commands at once through two gateways reach the log in the order of their rows', async (t) => {
  const rig = await createOutboxRig(t);
  const one = await rig.newGateway();
  const other = await rig.newGateway();
  await rig.startRelay();
  const orderId = randomUUID();
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      (index % 2 === 0 ? one : other).send(commandOf(orderId, `command-${String(index)}`)),
    ),
  );
  const commands = await rig.readCommands(50);
  const rows = await idsByRow(rig, orderId);
  t.is(new Set(rows).size, 50);
  t.deepEqual(firstOccurrences(commands, orderId), rows);
  t.like(await rig.orders.findOne({ _id: orderId }), { seq: 50, sellerId: 'jewels' });
  await eventually(async () => (await rig.waiting()) === 0);
});

test('the row and the order’s document are written together or not at all', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  const orderId = randomUUID();
  await gateway.send(commandOf(randomUUID(), 'template'));
  const [template] = await rig.outbox.find().toArray();
  if (template === undefined) return t.fail('Expected a row');
  // The place of the next row is taken, so that the second write of the transaction fails.
  await rig.outbox.insertOne({ ...template, _id: `${orderId}/1`, orderId });
  await t.throwsAsync(gateway.send(commandOf(orderId, 'refused')), { code: 'mongo-unavailable' });
  t.is(await rig.orders.findOne({ _id: orderId }), null);
  await rig.outbox.deleteOne({ _id: `${orderId}/1` });
  await gateway.send(commandOf(orderId, 'taken'));
  t.deepEqual(await idsByRow(rig, orderId), ['taken']);
  t.is((await rig.orders.findOne({ _id: orderId }))?.seq, 1);
});

test('the row and the order’s document are of one transaction', async (t) => {
  const rig = await createOutboxRig(t);
  const url = mongoUrlFor(testServers(process.env).mongoUrl, rig.db.databaseName);
  const client = new MongoClient(url, { monitorCommands: true });
  t.teardown(() => client.close());
  const transactions = new Map<string, string>();
  client.on('commandStarted', ({ commandName, command }) => {
    // Without `autocommit: false` it is a write of its own, which has a number and a session as well.
    const { lsid, txnNumber, autocommit } = command;
    transactions.set(commandName, JSON.stringify([lsid, String(txnNumber), autocommit]));
  });
  const gateway = await rig.newGateway({ db: client.db() });
  await gateway.send(initiation(randomUUID()));
  const committed = transactions.get('commitTransaction');
  t.true(committed?.endsWith(',false]'), committed);
  t.is(transactions.get('update'), committed);
  t.is(transactions.get('insert'), committed);
});

test('a relay killed between sending and marking sends again, and it is decided once', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  const command = initiation(randomUUID());
  await gateway.send(command);
  // While no row may be marked, whatever the relay has sent is sent and not marked.
  await rig.db.command({ collMod: 'outbox', validator: { publishedAt: null } });
  const relay = await rig.startRelayProcess('one');
  await rig.readCommands(1);
  await relay.kill9();
  t.is(await rig.waiting(), 1);
  // A request of the dead may still be in the broker's hands, so there may be more by and by.
  const sentBefore = (await rig.readCommands(1)).length;
  await rig.db.command({ collMod: 'outbox', validator: {} });
  await relay.restart();
  await relay.ready(60_000);
  await eventually(async () => (await rig.waiting()) === 0);
  const commands = await rig.readCommands(sentBefore + 1);
  t.deepEqual(new Set(commands.map(({ commandId }) => commandId)), new Set([command.commandId]));
  await rig.startWriter();
  const again = await gateway.execute(command);
  t.true(again?.receipt.repeated);
  t.is((await rig.readEvents(1)).length, 1);
});

test('a second relay stands by, and goes on when the first one is gone', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  const leases = rig.db.collection<{ _id: string; owner: string }>('leases');
  const first = await rig.startRelayProcess('first');
  await eventually(async () => (await leases.findOne())?.owner === 'first');
  await (await rig.startRelayProcess('second')).ready(60_000);
  await gateway.send(initiation(randomUUID()));
  await rig.readCommands(1);
  t.is((await leases.findOne())?.owner, 'first');
  await first.kill9();
  await gateway.send(initiation(randomUUID()));
  t.is((await rig.readCommands(2)).length, 2);
  t.is((await leases.findOne())?.owner, 'second');
});

test('a relay without the lease publishes nothing', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  const published = new Map<string, number>();
  const startCounted = (instance: string) =>
    rig.startRelay({
      instance,
      metrics: {
        backlog: () => undefined,
        failed: () => undefined,
        published: (rows) => published.set(instance, (published.get(instance) ?? 0) + rows),
      },
    });
  const first = await startCounted('first');
  await startCounted('second');
  for (let index = 0; index < 20; index += 1) await gateway.send(initiation(randomUUID()));
  await eventually(() => published.get('first') === 20);
  t.is(published.get('second'), undefined);
  await first.close();
  await gateway.send(initiation(randomUUID()));
  await eventually(() => published.get('second') === 1);
});

test('relays that both believe to be the one repeat commands and reorder none', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  const orderIds = Array.from({ length: 5 }, () => randomUUID());
  // Under one name both hold the lease, as a relay does that slept through its end.
  await Promise.all([rig.startRelay(), rig.startRelay()]);
  await Promise.all(
    Array.from({ length: 300 }, (_, index) =>
      gateway.send(commandOf(orderIds[index % 5] ?? '', `command-${index}`)),
    ),
  );
  await eventually(async () => (await rig.waiting()) === 0);
  const commands = await rig.readCommands(300);
  for (const orderId of orderIds) {
    t.deepEqual(firstOccurrences(commands, orderId), await idsByRow(rig, orderId));
  }
});

test('with Kafka away thousands of commands wait, no more than may, and all go in order when it is back', async (t) => {
  t.timeout(120_000);
  const rig = await createOutboxRig(t);
  const { kafka, cut, mend } = createCuttableKafka(t, rig.log.brokers);
  const gateway = await rig.newGateway({ timeoutMs: 50, maxWaiting: 3_000 });
  const troubles: (string | null)[] = [];
  await rig.startRelay({ kafka, onTrouble: (reason) => troubles.push(reason) });
  // Also a test that fails lets the relay end.
  t.teardown(mend);
  const orderIds = Array.from({ length: 100 }, () => randomUUID());
  await gateway.send(commandOf(orderIds[0] ?? '', 'before'));
  await rig.readCommands(1);
  cut();
  t.is(await gateway.execute(commandOf(orderIds[1] ?? '', 'unheard')), null);
  await eventually(() => troubles.at(-1)?.includes('Expected Kafka to take commands'));
  const sent = await Promise.allSettled(
    Array.from({ length: 3_500 }, (_, index) =>
      gateway.send(commandOf(orderIds[index % 100] ?? '', `command-${index}`)),
    ),
  );
  const refused = sent.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  t.like(refused[0], { code: 'over-capacity', retryable: true, context: { retryAfterMs: 5_000 } });
  const accepted = 3_500 - refused.length;
  t.true(accepted > 2_900 && accepted <= 3_000, `accepted ${accepted}`);
  t.is(await rig.waiting(), accepted + 1);
  t.is((await rig.readCommands(1)).length, 1);
  mend();
  const commands = await rig.readCommands(accepted + 2);
  for (const orderId of orderIds) {
    t.deepEqual(firstOccurrences(commands, orderId), await idsByRow(rig, orderId));
  }
  await eventually(async () => (await rig.waiting()) === 0);
  t.is(troubles.at(-1), null);
});

test('without its change stream the relay finds new rows by itself', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  await rig.startRelay();
  await gateway.send(initiation(randomUUID()));
  await eventually(async () => (await rig.waiting()) === 0);
  // A dropped collection ends every stream on it for good.
  await rig.outbox.drop();
  await gateway.send(initiation(randomUUID()));
  t.is((await rig.readCommands(2)).length, 2);
});

test('a change stream that has ended is opened again and wakes as before', async (t) => {
  const rig = await createOutboxRig(t);
  const gateway = await rig.newGateway();
  const wakeUp = createWakeUp({ outbox: rig.outbox, logger: silent });
  t.teardown(wakeUp.close);
  await wakeUp.pause(60_000);
  await gateway.send(initiation(randomUUID()));
  await wakeUp.pause(60_000);
  await rig.outbox.drop();
  await wakeUp.pause(60_000);
  const startedAt = performance.now();
  const woken = wakeUp.pause(60_000);
  await gateway.send(initiation(randomUUID()));
  await woken;
  t.true(performance.now() - startedAt < 30_000);
});

test('with Redis away a command is taken, and its outcome is not waited for longer than told', async (t) => {
  const rig = await createOutboxRig(t);
  const redis = openRedis('redis://127.0.0.1:1', { name: 'test', logger: silent });
  t.teardown(() => {
    redis.disconnect();
  });
  const { environment } = rig.log;
  const outcomes = await createOutcomeListener({ redis, environment, instance: 'deaf' });
  const gateway = await rig.newGateway({ outcomes, instance: 'deaf', timeoutMs: 200 });
  t.is(await gateway.execute(initiation(randomUUID())), null);
  t.is(await rig.waiting(), 1);
});
