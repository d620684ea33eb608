import test from 'ava';
import { eventually } from '../../src/testing.ts';
import {
  collect,
  connectKafka,
  newReader,
  newTopic,
  newTransactionalProducer,
} from '../support/live.ts';
import { produce } from '../support/produce.ts';

test('aborted records are not seen, and the end is past the markers of transactions', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  const producer = await newTransactionalProducer(t, kafka);
  for (const [value, commit] of [
    ['first', true],
    ['aborted', false],
    ['second', true],
  ] as const) {
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value, partition: 0 }] });
    await (commit ? transaction.commit() : transaction.abort());
  }
  const reader = newReader(t);
  // A commit is answered before its marker is written, so the end follows a moment later.
  await eventually(async () => (await reader.endOf(topic, 0)) === 6n);
  const read = await collect(reader.read({ topic, partition: 0, fromOffset: 0n }));
  t.deepEqual(
    read.map(({ value }) => value?.toString()),
    ['first', 'second'],
  );
});

test('transactions that overlap are seen as far as they were committed', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  const [kept, dropped] = await Promise.all([
    newTransactionalProducer(t, kafka),
    newTransactionalProducer(t, kafka),
  ]);
  for (let round = 0; round < 5; round += 1) {
    const [keeping, dropping] = [await kept.transaction(), await dropped.transaction()];
    for (let index = 0; index < 3; index += 1) {
      const value = `${String(round)}.${String(index)}`;
      await dropping.send({ topic, messages: [{ value: `dropped ${value}`, partition: 0 }] });
      await keeping.send({ topic, messages: [{ value, partition: 0 }] });
    }
    await dropping.abort();
    await keeping.commit();
  }
  const reader = newReader(t);
  await eventually(async () => (await reader.endOf(topic, 0)) === 40n);
  const read = await collect(reader.read({ topic, partition: 0, fromOffset: 0n }));
  const rounds = [0, 1, 2, 3, 4].flatMap((round) =>
    [0, 1, 2].map((i) => `${String(round)}.${String(i)}`),
  );
  t.deepEqual(
    read.map(({ value }) => value?.toString()),
    rounds,
  );
  const everything = newReader(t, { seesUncommitted: true });
  const all = await collect(everything.read({ topic, partition: 0, fromOffset: 0n }));
  t.is(all.length, 30);
});

test('an open transaction hides what follows it, and the reader still ends', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, ['before']);
  const producer = await newTransactionalProducer(t, kafka);
  const open = await producer.transaction();
  await open.send({ topic, messages: [{ value: 'open', partition: 0 }] });
  await produce(kafka, { topic }, ['after']);
  const reader = newReader(t);
  const hidden = await collect(reader.read({ topic, partition: 0, fromOffset: 0n }));
  t.deepEqual(
    hidden.map(({ value }) => value?.toString()),
    ['before'],
  );
  t.is(await reader.endOf(topic, 0), 1n);
  t.is(await newReader(t, { seesUncommitted: true }).endOf(topic, 0), 3n);
  t.is(await reader.beginOf(topic, 0), 0n);
  await open.commit();
  await eventually(async () => (await reader.endOf(topic, 0)) === 4n);
  const seen = await collect(reader.read({ topic, partition: 0, fromOffset: 1n }));
  t.deepEqual(
    seen.map(({ value }) => value?.toString()),
    ['open', 'after'],
  );
});
