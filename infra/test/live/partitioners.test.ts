import { randomUUID } from 'node:crypto';
import { partitionOf } from '@karat/schemas';
import test from 'ava';
import kafkajs from 'kafkajs';
import rdkafka from 'node-rdkafka';
import { connectKafka, newTopic, servers } from '../support/live.ts';

const KEYS = 10_000;
const PARTITIONS = 12;

/** Where librdkafka puts keys by the partitioner of the Java clients; its own default is CRC32. */
function partitionsByLibrdkafka(topic: string, keys: readonly string[]) {
  return new Promise<ReadonlyMap<string, number>>((resolve, reject) => {
    const found = new Map<string, number>();
    const producer = new rdkafka.Producer(
      { 'metadata.broker.list': servers.brokers.join(','), dr_cb: true },
      { partitioner: 'murmur2_random' },
    );
    producer.setPollInterval(10);
    producer.on('delivery-report', (error, { key, partition }) => {
      // The types of the client leave out that an error is mostly null.
      if (error as unknown) reject(new Error('Expected a delivery', { cause: error }));
      found.set(String(key), partition);
      if (found.size === keys.length)
        producer.disconnect(() => {
          resolve(found);
        });
    });
    producer.connect({}, (error: unknown) => {
      if (error) reject(new Error('Expected librdkafka to connect', { cause: error }));
      else for (const key of keys) producer.produce(topic, null, Buffer.from(key), key);
    });
  });
}

test('ten thousand orders have the same partition by our function and by both clients', async (t) => {
  const { admin } = await connectKafka(t);
  const topic = await newTopic(t, admin, PARTITIONS);
  const keys = Array.from({ length: KEYS }, () => randomUUID());
  const ours = new Map(keys.map((key) => [key, partitionOf(key, PARTITIONS)]));
  const partitionMetadata = Array.from({ length: PARTITIONS }, (_, partitionId) => {
    return { partitionErrorCode: 0, partitionId, leader: 1, replicas: [1], isr: [1] };
  });
  const byKafkajs = kafkajs.Partitioners.DefaultPartitioner();
  const message = (key: string) => ({ topic, partitionMetadata, message: { key, value: 'v' } });
  t.deepEqual(new Map(keys.map((key) => [key, byKafkajs(message(key))])), ours);
  t.deepEqual(
    new Map([...(await partitionsByLibrdkafka(topic, keys))].sort()),
    new Map([...ours].sort()),
  );
});
