import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { OrderCommand } from '@karat/schemas';
import test, { type ExecutionContext } from 'ava';
import { RING } from '../support/given-order.ts';
import { commandOf, createWriterRig, type WriterRig } from '../support/writer-rig.ts';

const INITIATE: OrderCommand = {
  type: 'InitiateOrder',
  data: {
    sellerId: 'jewels',
    sellerOrderRef: null,
    customerId: null,
    customer: Buffer.from('sealed'),
    items: [RING],
  },
};

const ATTACH: OrderCommand = {
  type: 'AttachModel',
  data: { itemId: 'ring', modelSha256: 'a'.repeat(64), modelFormat: 'STL', modelBytes: 684 },
};

const initiate = (orderId: string) =>
  commandOf(orderId, `${orderId}/initiate`, { command: INITIATE, role: 'storefront' });

const attach = (orderId: string) =>
  commandOf(orderId, `${orderId}/attach`, { command: ATTACH, role: 'storefront' });

/** Every order has each of these events once, in this order, and versions without a gap. */
async function expectComplete(
  t: ExecutionContext,
  rig: WriterRig,
  orderIds: readonly string[],
): Promise<void> {
  const lives = new Map(orderIds.map((orderId) => [orderId, [] as string[]]));
  for (const { orderId, version, event } of await rig.readEvents(2 * orderIds.length)) {
    lives.get(orderId)?.push(`${String(version)} ${event.type}`);
  }
  const expected = new Map(orderIds.map((id) => [id, ['1 OrderInitiated', '2 ModelAttached']]));
  t.deepEqual(lives, expected);
}

async function sendOrders(rig: WriterRig, orderIds: readonly string[]): Promise<void> {
  await Promise.all(orderIds.map((orderId) => rig.gateway.send(initiate(orderId))));
  await Promise.all(orderIds.map((orderId) => rig.gateway.send(attach(orderId))));
}

test('the caller hears the outcome of a command, and of its repetition the same', async (t) => {
  const rig = await createWriterRig(t);
  await rig.startWriter('one');
  const orderId = randomUUID();
  const first = await rig.gateway.execute(initiate(orderId));
  t.is(first?.receipt.outcome, 'ACCEPTED');
  const again = await rig.gateway.execute(initiate(orderId));
  t.true(again?.receipt.repeated);
  t.deepEqual(again?.receipt.eventIds, first?.receipt.eventIds);
  const early = commandOf(orderId, 'ship', {
    command: { type: 'ShipOrder', data: { carrier: 'dhl', trackingNumber: '1' } },
    role: 'logistics',
  });
  const refused = await rig.gateway.execute(early);
  t.is(refused?.receipt.refusal?.reason, 'illegal-transition');
  t.true(refused?.receipt.refusal?.allowedTransitions.includes('AttachModel'));
  const events = await rig.readEvents(1);
  t.deepEqual(
    events.map(({ version, event }) => [version, event.type]),
    [[1, 'OrderInitiated']],
  );
});

test('fifty identical requests at once write one event and hear fifty equal answers', async (t) => {
  const rig = await createWriterRig(t);
  await rig.startWriter('one');
  const command = initiate(randomUUID());
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () => rig.gateway.execute(command)),
  );
  const answers = new Set(outcomes.map((outcome) => outcome?.receipt.eventIds.join()));
  t.is(answers.size, 1);
  t.is((await rig.readEvents(1)).length, 1);
});

test('a writer killed at work and started again loses and doubles nothing', async (t) => {
  const rig = await createWriterRig(t);
  const writer = await rig.startWriter('one');
  const orderIds = Array.from({ length: 200 }, () => randomUUID());
  const sending = sendOrders(rig, orderIds);
  await rig.readEvents(20);
  await writer.kill9();
  await sending;
  await writer.restart();
  await expectComplete(t, rig, orderIds);
  const receipts = await rig.readReceipts(400);
  t.is(new Set(receipts.map((receipt) => receipt.commandId)).size, 400);
  t.is(receipts.length, 400);
});

test('a second writer of the same name on a machine ends with a clear error', async (t) => {
  const rig = await createWriterRig(t);
  await rig.startWriter('one');
  const error = await t.throwsAsync(rig.startWriter('one'));
  t.regex(error.message, /folder-in-use/);
  t.regex(error.message, /WRITER_INSTANCE/);
});

test('with its disk and the group gone a writer goes on where the log says', async (t) => {
  const rig = await createWriterRig(t);
  const writer = await rig.startWriter('one');
  const orderIds = Array.from({ length: 20 }, () => randomUUID());
  await Promise.all(orderIds.map((orderId) => rig.gateway.execute(initiate(orderId))));
  await writer.stop();
  const admin = rig.log.kafka.admin();
  await admin.connect();
  await admin.deleteGroups([`${rig.log.environment}.decider`]);
  await admin.disconnect();
  await rm(rig.folder, { recursive: true, force: true });
  await writer.restart();
  const outcomes = await Promise.all(orderIds.map((id) => rig.gateway.execute(attach(id))));
  t.deepEqual(new Set(outcomes.map((outcome) => outcome?.receipt.outcome)), new Set(['ACCEPTED']));
  await expectComplete(t, rig, orderIds);
});

test('with the states topic gone too, the states are folded from the events', async (t) => {
  const rig = await createWriterRig(t);
  const writer = await rig.startWriter('one');
  const orderIds = Array.from({ length: 20 }, () => randomUUID());
  await Promise.all(orderIds.map((orderId) => rig.gateway.execute(initiate(orderId))));
  await writer.stop();
  await rig.emptyStatesTopic();
  await writer.restart();
  const again = await rig.gateway.execute(initiate(orderIds[0] ?? ''));
  t.true(again?.receipt.repeated);
  const outcomes = await Promise.all(orderIds.map((id) => rig.gateway.execute(attach(id))));
  t.deepEqual(new Set(outcomes.map((outcome) => outcome?.receipt.outcome)), new Set(['ACCEPTED']));
  await expectComplete(t, rig, orderIds);
});

test('a writer that sleeps through a take-over writes nothing when it wakes', async (t) => {
  const rig = await createWriterRig(t);
  const sleeper = await rig.startWriter('sleeper');
  const orderIds = Array.from({ length: 60 }, () => randomUUID());
  await Promise.all(orderIds.slice(0, 20).map((id) => rig.gateway.execute(initiate(id))));
  process.kill(sleeper.pid ?? 0, 'SIGSTOP');
  const sending = Promise.all(orderIds.slice(20, 40).map((id) => rig.gateway.send(initiate(id))));
  await rig.startWriter('successor');
  await sending;
  await rig.readReceipts(40);
  process.kill(sleeper.pid ?? 0, 'SIGCONT');
  await Promise.all(orderIds.slice(40).map((id) => rig.gateway.send(initiate(id))));
  await Promise.all(orderIds.map((orderId) => rig.gateway.send(attach(orderId))));
  await expectComplete(t, rig, orderIds);
  t.is((await rig.readReceipts(120)).length, 120);
});
