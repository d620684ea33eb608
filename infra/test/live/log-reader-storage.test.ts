import test from 'ava';
import kafkajs from 'kafkajs';
import { toPlatformError } from '../../src/errors.ts';
import { explicitPartitioner } from '../../src/kafka.ts';
import { eventually } from '../../src/testing.ts';
import { collect, connectKafka, newReader, newTopic } from '../support/live.ts';
import { alterTopic, numbers, produce } from '../support/produce.ts';

test('compressed records are read, and those of a compression that nobody knows are told', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const messages = numbers(1_200).map((value) => ({ value, partition: 0 }));
  await producer.send({ topic, messages, compression: kafkajs.CompressionTypes.GZIP });
  await producer.disconnect();
  const reader = newReader(t);
  const read = await collect(reader.read({ topic, partition: 0, fromOffset: 7n }));
  t.deepEqual(
    read.map(({ offset, value }) => [offset, value?.toString()]),
    numbers(1_200)
      .map((number) => [number, number])
      .slice(7),
  );
  await alterTopic(admin, topic, { name: 'compression.type', value: 'zstd' });
  // The broker compresses anew what comes from now on; it may take a moment to know that.
  await eventually(async () => {
    await produce(kafka, { topic }, ['unknown']);
    const end = await reader.endOf(topic, 0);
    const reading = collect(reader.read({ topic, partition: 0, fromOffset: end - 1n }));
    return await reading.then(
      () => false,
      (error: unknown) => toPlatformError(error).code === 'undecodable',
    );
  });
});

test('what retention has taken is passed over, before a read and under it', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  // Far more than is fetched ahead.
  const big = 'x'.repeat(100_000);
  for (let index = 0; index < 60; index += 1) await produce(kafka, { topic }, [big]);
  const remove = async (before: number) => {
    await admin.deleteTopicRecords({
      topic,
      partitions: [{ partition: 0, offset: String(before) }],
    });
  };
  await remove(5);
  const offsets: number[] = [];
  for await (const batch of newReader(t).read({ topic, partition: 0, fromOffset: 0n })) {
    if (offsets.length === 0) await remove(50);
    offsets.push(...batch.map(({ offset }) => Number(offset)));
  }
  t.is(offsets[0], 5);
  t.is(offsets.at(-1), 59);
  t.true(offsets.includes(50));
  t.false(offsets.includes(45));
});

test('a batch larger than a fetch is read whole', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await alterTopic(admin, topic, { name: 'max.message.bytes', value: '8000000' });
  const values = ['a', 'b', 'c'].map((letter) => letter.repeat(900_000));
  await eventually(() =>
    produce(kafka, { topic }, values).then(
      () => true,
      () => false,
    ),
  );
  const read = await collect(newReader(t).read({ topic, partition: 0, fromOffset: 1n }));
  t.deepEqual(
    read.map(({ value }) => value?.toString()),
    values.slice(1),
  );
});
