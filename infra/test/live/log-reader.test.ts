import test from 'ava';
import { explicitPartitioner } from '../../src/kafka.ts';
import { readPartition } from '../../src/log-reader.ts';
import { collect, connectKafka, newReader, newTopic } from '../support/live.ts';
import { numbers, produce } from '../support/produce.ts';

test('a reader yields everything that is there, in order, and ends', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(2_500));
  const read = await collect(newReader(t).read({ topic, partition: 0, fromOffset: 0n }));
  t.deepEqual(
    read.map(({ value }) => value?.toString()),
    numbers(2_500),
  );
});

test('single records are read at their offsets, whatever stands between them', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(2_500));
  const reader = newReader(t);
  const offsets = [2_499n, 3n, 700n, 701n, 3n, 2_500n, 9_999n, 1_999n];
  for (let round = 0; round < 3; round += 1) {
    const read = await reader.readAt({ topic, partition: 0, offsets });
    t.deepEqual(
      read.map(({ offset, value }) => [offset, value?.toString()]),
      [3, 700, 701, 1_999, 2_499].map((offset) => [String(offset), numbers(2_500)[offset]]),
    );
  }
  t.deepEqual(await reader.readAt({ topic, partition: 0, offsets: [] }), []);
});

test('no batch is larger than 1,000 records', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(2_500));
  for await (const batch of newReader(t).read({ topic, partition: 0, fromOffset: 0n })) {
    t.true(batch.length > 0 && batch.length <= 1_000);
  }
});

test('a record comes with its key, headers, offset and time', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  const producer = kafka.producer({ createPartitioner: explicitPartitioner });
  await producer.connect();
  const headers = { ce_type: 'OrderClaimed' };
  const message = { key: 'ring', value: null, partition: 0, headers, timestamp: '1767225600000' };
  await producer.send({ topic, messages: [message] });
  await producer.disconnect();
  const [record] = await collect(newReader(t).read({ topic, partition: 0, fromOffset: 0n }));
  t.deepEqual(record, {
    topic,
    partition: 0,
    offset: '0',
    key: Buffer.from('ring'),
    value: null,
    headers,
    timestamp: 1_767_225_600_000,
  });
});

test('reading goes on from an offset in the middle', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(10));
  const read = await collect(newReader(t).read({ topic, partition: 0, fromOffset: 7n }));
  t.deepEqual(
    read.map(({ offset }) => offset),
    ['7', '8', '9'],
  );
});

test('an empty partition, and one read up to its end, yield nothing', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin, 2);
  await produce(kafka, { topic }, numbers(3));
  const reader = newReader(t);
  t.deepEqual(await collect(reader.read({ topic, partition: 1, fromOffset: 0n })), []);
  t.deepEqual(await collect(reader.read({ topic, partition: 0, fromOffset: 3n })), []);
});

test('a position past the end is refused instead of read from the beginning', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(3));
  const reading = collect(newReader(t).read({ topic, partition: 0, fromOffset: 4n }));
  const error = await t.throwsAsync(reading);
  t.like(error, { code: 'position-beyond-log', retryable: false });
});

test('a whole topic is read partition by partition', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin, 3);
  await produce(kafka, { topic, partition: 2 }, ['a', 'b']);
  await produce(kafka, { topic, partition: 0 }, ['c']);
  const read = await collect(newReader(t).readTopic(topic));
  t.deepEqual(
    read.map(({ partition, offset, value }) => [partition, offset, value?.toString()]),
    [
      [0, '0', 'c'],
      [2, '0', 'a'],
      [2, '1', 'b'],
    ],
  );
});

test('twelve partitions are read at once', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin, 12);
  const partitions = Array.from({ length: 12 }, (_, partition) => partition);
  for (const partition of partitions) await produce(kafka, { topic, partition }, numbers(5));
  const reader = newReader(t);
  const reads = await Promise.all(
    partitions.map((partition) => collect(reader.read({ topic, partition, fromOffset: 0n }))),
  );
  t.deepEqual(
    reads.map((records) =>
      records.map(({ partition, offset }) => `${String(partition)}:${offset}`),
    ),
    partitions.map((partition) => numbers(5).map((offset) => `${String(partition)}:${offset}`)),
  );
});

test('a read that is given up early leaves the reader usable', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(1_500));
  const reader = newReader(t);
  for await (const batch of reader.read({ topic, partition: 0, fromOffset: 0n })) {
    t.is(batch[0]?.offset, '0');
    break;
  }
  const read = await collect(reader.read({ topic, partition: 0, fromOffset: 0n }));
  t.is(read.length, 1_500);
});

test('a read ends where the log ended when it began, however the log grows', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  await produce(kafka, { topic }, numbers(2_500));
  const reader = newReader(t);
  const offsets: string[] = [];
  for await (const batch of reader.read({ topic, partition: 0, fromOffset: 0n })) {
    offsets.push(...batch.map(({ offset }) => offset));
    await produce(kafka, { topic }, numbers(100));
  }
  t.deepEqual(offsets, numbers(2_500));
  // What was fetched ahead does not leak into the next read over the same connection.
  const again = await collect(reader.read({ topic, partition: 0, fromOffset: 2_400n }));
  t.is(again[0]?.offset, '2400');
  t.is(BigInt(again.at(-1)?.offset ?? '') + 1n, await reader.endOf(topic, 0));
});

test('a broker that is away gives a retryable error within the deadline', async (t) => {
  const beginning = performance.now();
  const reading = collect(
    readPartition({
      brokers: ['127.0.0.1:1'],
      topic: 'x',
      partition: 0,
      fromOffset: 0n,
      timeoutMs: 500,
    }),
  );
  const error = await t.throwsAsync(reading);
  t.like(error, { code: 'kafka-unavailable', retryable: true });
  t.true(performance.now() - beginning < 5_000);
});

test('a topic that does not exist has no partitions', async (t) => {
  t.is(await newReader(t).partitionsOf('nobody.made.this'), 0);
});
