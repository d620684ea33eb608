import test from 'ava';
import kafkajs from 'kafkajs';
import { ensureTopics, explicitPartitioner, lastStableOffsets } from '../../src/kafka.ts';
import { eventually, uniqueEnv } from '../../src/testing.ts';
import { connectKafka, deleteLater, newTopic, newTransactionalProducer } from '../support/live.ts';

test('a missing topic is made as asked for, and a second deploy leaves it alone', async (t) => {
  const { admin } = await connectKafka(t);
  const topic = `${uniqueEnv()}.order-events.v1`;
  const spec = { topic, partitions: 3, config: { 'retention.ms': '-1' } };
  await ensureTopics(admin, [spec]);
  deleteLater(t, admin, topic);
  await ensureTopics(admin, [spec]);
  const offsets = await lastStableOffsets(admin, topic);
  t.deepEqual([...offsets.keys()].sort(), [0, 1, 2]);
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [
      { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms'] },
    ],
  });
  t.is(resources[0]?.configEntries[0]?.configValue, '-1');
});

test('a topic with another number of partitions stops the deploy', async (t) => {
  const { admin } = await connectKafka(t);
  const topic = await newTopic(t, admin, 2);
  const error = await t.throwsAsync(ensureTopics(admin, [{ topic, partitions: 3 }]));
  t.like(error, {
    code: 'topic-mismatch',
    message: `Expected ${topic} to have 3 partitions, got 2`,
  });
});

test('the last stable offset stays before an open transaction', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  const producer = await newTransactionalProducer(t, kafka);
  const open = await producer.transaction();
  await open.send({ topic, messages: [{ value: 'open', partition: 0 }] });
  t.deepEqual([...(await lastStableOffsets(admin, topic))], [[0, 0n]]);
  await open.commit();
  await eventually(async () => (await lastStableOffsets(admin, topic)).get(0) === 2n);
  t.pass();
});

test('a message without a partition is not sent', async (t) => {
  const { kafka, admin } = await connectKafka(t);
  const topic = await newTopic(t, admin);
  const producer = kafka.producer({
    createPartitioner: explicitPartitioner,
    retry: { retries: 0 },
  });
  await producer.connect();
  t.teardown(() => producer.disconnect());
  const error = await t.throwsAsync(producer.send({ topic, messages: [{ value: 'lost' }] }));
  t.is(error.message, `Expected a partition on a message to ${topic}`);
  t.deepEqual([...(await lastStableOffsets(admin, topic))], [[0, 0n]]);
});
