import { randomUUID } from 'node:crypto';
import { PlatformError } from '@karat/infra/errors';
import { ensureTopics } from '@karat/infra/kafka';
import type { LogReader } from '@karat/infra/log-reader';
import { eventually } from '@karat/infra/testing';
import type { EventEnvelope } from '@karat/schemas';
import { decodeEvents, decodeReceipts, encodeEvent, type Codec } from '@karat/schemas/codec';
import test from 'ava';
import type { TestLog } from '@karat/infra/test-log';
import { BATCH_LIMITS, type CloseReason } from '../../src/partition-writer.ts';
import { RING } from '../support/given-order.ts';
import { attachment, createPartitionRig, initiation, readAll } from '../support/partition-rig.ts';

async function makeAnew({ kafka }: TestLog, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
  await eventually(async () => !(await admin.listTopics()).includes(topic));
  await ensureTopics(admin, [{ topic, partitions: 1 }]);
  await admin.disconnect();
}

/** An event, which is no command. */
function anEvent(): EventEnvelope {
  return {
    eventId: randomUUID(),
    orderId: randomUUID(),
    version: 1,
    occurredAt: 0,
    actor: { role: 'storefront', id: 'shop' },
    event: { type: 'PackagingStarted', data: {} },
    commandId: randomUUID(),
    bodyHash: '',
    commandOffset: '0',
    correlationId: randomUUID(),
    traceparent: null,
    writerEpoch: 1,
  };
}

const outcomesOf = (decided: readonly { outcome: { receipt: { outcome: string } } }[]) =>
  decided.map(({ outcome }) => outcome.receipt.outcome);

test('after a fold from the events, an empty disk finds every order again', async (t) => {
  const rig = await createPartitionRig(t);
  const [one, other] = [randomUUID(), randomUUID()];
  const store = await rig.newStore();
  const first = await rig.open(store);
  const begun = await rig.send(rig.encode(initiation(one)), rig.encode(initiation(other)));
  await first.decideBatch(begun);
  await makeAnew(rig.log, rig.log.topics.states);
  const folded = await rig.open(await rig.newStore());
  await folded.decideBatch(await rig.send(rig.encode(attachment(one))));
  const emptyDisk = await rig.open(await rig.newStore());
  const decided = await emptyDisk.decideBatch(await rig.send(rig.encode(attachment(other))));
  t.deepEqual(outcomesOf(decided), ['ACCEPTED']);
});

test('a fold that was broken off begins again instead of deciding on half of it', async (t) => {
  const rig = await createPartitionRig(t);
  const [one, other] = [randomUUID(), randomUUID()];
  const first = await rig.open(await rig.newStore());
  const all = await rig.send(rig.encode(initiation(one)), rig.encode(initiation(other)));
  await first.decideBatch(all);
  await makeAnew(rig.log, rig.log.topics.states);
  const store = await rig.newStore();
  const { events } = rig.log.topics;
  await t.throwsAsync(rig.open(store, { reader: breakingOff(rig.log.reader, events) }));
  const again = await rig.open(store);
  t.is(again.nextOffset(), 2n);
  const decided = await again.decideBatch(await rig.send(rig.encode(attachment(other))));
  t.deepEqual(outcomesOf(decided), ['ACCEPTED']);
});

/** A reader that gives one record of a topic and then fails. */
function breakingOff(reader: LogReader, topic: string): LogReader {
  return {
    ...reader,
    read: async function* (request) {
      for await (const batch of reader.read(request)) {
        if (request.topic !== topic) yield batch;
        else if (request.fromOffset === 0n) {
          yield batch.slice(0, 1);
          throw new Error('broken off');
        }
      }
    },
  };
}

test('states that are behind the events are not believed', async (t) => {
  const rig = await createPartitionRig(t);
  const orderId = randomUUID();
  const first = await rig.open(await rig.newStore());
  await first.decideBatch(await rig.send(rig.encode(initiation(orderId))));
  const { topics } = rig.log;
  const states = await readAll(rig.log.reader, topics.states);
  await first.decideBatch(await rig.send(rig.encode(attachment(orderId))));
  await makeAnew(rig.log, topics.states);
  const producer = rig.log.kafka.producer();
  await producer.connect();
  const messages = states.map(({ key, value }) => ({ key, value, partition: 0 }));
  await producer.send({ topic: topics.states, messages });
  await producer.disconnect();
  const next = await rig.open(await rig.newStore());
  t.is(next.nextOffset(), 2n);
});

test('a command that nobody can read is refused, for its sender waits', async (t) => {
  const rig = await createPartitionRig(t);
  const writer = await rig.open(await rig.newStore());
  const good = rig.encode(initiation(randomUUID()));
  const unknownSchema = Buffer.from(good.value);
  unknownSchema.writeInt32BE(987_654_321, 1);
  const event = encodeEvent(rig.log.codec, anEvent());
  const unreadable = [
    { ...good, value: unknownSchema },
    { ...good, value: Buffer.from('?') },
    { ...good, value: event.value, headers: { ...good.headers, ce_type: 'karat.command.Later' } },
  ];
  const decided = await writer.decideBatch(await rig.send(...unreadable, good));
  t.deepEqual(outcomesOf(decided), ['REFUSED', 'REFUSED', 'REFUSED', 'ACCEPTED']);
  t.is(decided[0]?.outcome.receipt.refusal?.reason, 'validation');
  t.is(decided[2]?.outcome.receipt.commandType, 'Later');
  t.deepEqual(rig.passedOver, []);
  const raw = await eventually(async () => {
    const all = await readAll(rig.log.reader, rig.log.topics.receipts);
    return all.length === 4 && all;
  });
  const receipts = await decodeReceipts(rig.log.codec, raw);
  t.deepEqual(
    receipts.map(({ receipt }) => receipt.commandOffset),
    [0, 1, 2, 3],
  );
});

test('a record that names no order of the partition is passed over', async (t) => {
  const rig = await createPartitionRig(t);
  const writer = await rig.open(await rig.newStore());
  const good = rig.encode(initiation(randomUUID()));
  const reserved = rig.encode(initiation('@position'));
  const endless = rig.encode(initiation('x'.repeat(3_000)));
  const bare = { ...good, headers: {} };
  const decided = await writer.decideBatch(await rig.send(reserved, endless, bare, good, bare));
  t.deepEqual(outcomesOf(decided), ['ACCEPTED']);
  t.deepEqual(rig.passedOver, ['0', '1', '2', '4']);
  t.is(writer.nextOffset(), 5n);
});

test('while the registry is away a command of an unknown schema is neither refused nor lost', async (t) => {
  const rig = await createPartitionRig(t);
  let away = true;
  const prepare: Codec['prepare'] = (values) => {
    const error = new PlatformError('registry-unavailable', 'away', { retryable: true });
    return away ? Promise.reject(error) : rig.log.codec.prepare(values);
  };
  const codec = { ...rig.log.codec, prepare };
  const writer = await rig.open(await rig.newStore(), { codec });
  const commands = await rig.send(rig.encode(initiation(randomUUID())));
  await t.throwsAsync(writer.decideBatch(commands), { code: 'registry-unavailable' });
  t.is(writer.nextOffset(), 0n);
  away = false;
  t.deepEqual(outcomesOf(await writer.decideBatch(commands)), ['ACCEPTED']);
});

test('a batch is closed by the number of commands, by bytes and by time, and the rest comes next', async (t) => {
  const rig = await createPartitionRig(t);
  const closed: CloseReason[] = [];
  const onClosed = (reason: CloseReason) => closed.push(reason);
  const limits = { ...BATCH_LIMITS };
  const writer = await rig.open(await rig.newStore(), { onClosed, limits });
  const orderIds = Array.from({ length: 12 }, () => randomUUID());
  const records = await rig.send(...orderIds.map((orderId) => rig.encode(initiation(orderId))));
  const counts: number[] = [];
  const steps = [{ commands: 3 }, { bytes: 1 }, { decidingMs: 0 }, {}];
  for (const step of steps) {
    Object.assign(limits, BATCH_LIMITS, step);
    counts.push((await writer.decideBatch(records)).length);
  }
  t.deepEqual(counts, [3, 1, 1, 7]);
  t.deepEqual(closed, ['commands', 'bytes', 'time', 'end']);
  t.is(writer.nextOffset(), 12n);
});

test('a command in a partition that is not its order’s has no second writer', async (t) => {
  const rig = await createPartitionRig(t);
  const orderIds = Array.from({ length: 20 }, () => randomUUID());
  const records = await rig.send(...orderIds.map((orderId) => rig.encode(initiation(orderId))));
  const writer = await rig.open(await rig.newStore(), { partitions: 2 });
  const decided = await writer.decideBatch(records);
  t.is(decided.length + rig.passedOver.length, 20);
  t.true(rig.passedOver.length > 0);
});

test('a batch whose states are larger than Kafka takes at once is still one commit', async (t) => {
  const rig = await createPartitionRig(t);
  const limits = { ...BATCH_LIMITS, decidingMs: 60_000 };
  const writer = await rig.open(await rig.newStore(), { limits });
  const items = Array.from({ length: 100 }, (_, index) => {
    return { ...RING, itemId: `${'ring'.repeat(20)}-${String(index)}` };
  });
  const orderIds = Array.from({ length: 120 }, () => randomUUID());
  const records = await rig.send(...orderIds.map((id) => rig.encode(initiation(id, items))));
  const decided = await writer.decideBatch(records);
  t.is(decided.length, 120);
  const raw = await eventually(async () => {
    const all = await readAll(rig.log.reader, rig.log.topics.events);
    return all.length === 120 && all;
  });
  const events = await decodeEvents(rig.log.codec, raw);
  t.deepEqual(
    events.map((event) => event.orderId),
    orderIds,
  );
  const emptyDisk = await rig.open(await rig.newStore());
  t.is(emptyDisk.nextOffset(), 120n);
});

test('a partition whose commands were lost is not taken, for new ones would be ignored', async (t) => {
  const rig = await createPartitionRig(t);
  const first = await rig.open(await rig.newStore());
  await first.decideBatch(await rig.send(rig.encode(initiation(randomUUID()))));
  await makeAnew(rig.log, rig.log.topics.commands);
  const error = await t.throwsAsync(rig.open(await rig.newStore()));
  t.is((error as { code?: string } | undefined)?.code, 'position-beyond-log');
});

test('a disk that another writer has changed is not decided on', async (t) => {
  const rig = await createPartitionRig(t);
  const store = await rig.newStore();
  const writer = await rig.open(store);
  const orderId = randomUUID();
  await writer.decideBatch(await rig.send(rig.encode(initiation(orderId))));
  store.clear();
  const records = await rig.send(rig.encode(attachment(orderId)));
  const error = await t.throwsAsync(writer.decideBatch(records));
  t.is((error as { code?: string } | undefined)?.code, 'fenced');
});

test('a disk whose writers had higher numbers than the log says can still be used', async (t) => {
  const rig = await createPartitionRig(t);
  const store = await rig.newStore();
  const writer = await rig.open(store);
  await writer.decideBatch(await rig.send(rig.encode(initiation(randomUUID()))));
  const kept = store.position();
  if (kept !== null) store.save(new Map(), { ...kept, writerEpoch: kept.writerEpoch + 5 });
  const elsewhere = await rig.open(await rig.newStore());
  await elsewhere.decideBatch(await rig.send(rig.encode(initiation(randomUUID()))));
  const back = await rig.open(store);
  t.is(back.nextOffset(), 2n);
});
