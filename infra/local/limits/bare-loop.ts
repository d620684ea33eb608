import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka, Producer } from 'kafkajs';
import { ensureTopics, explicitPartitioner } from '../../src/kafka.ts';

/**
 * The bare path of a command through Kafka, without any logic: produced, read by a consumer,
 * written on in a transaction, read by another consumer. Nothing of ours can be faster.
 */
export interface BareLoop {
  /** Time of each of so many trips, milliseconds, so many at once. */
  readonly trips: (count: number, concurrency: number) => Promise<readonly number[]>;
  readonly close: () => Promise<void>;
}

const VALUE = Buffer.alloc(250, 'x');

/** Makes two topics of one partition and joins the two consumers. */
export async function createBareLoop(kafka: Kafka): Promise<BareLoop> {
  const name = `bench-${randomUUID().slice(0, 8)}`;
  const topics = { first: `${name}.first`, second: `${name}.second` };
  const admin = kafka.admin();
  await admin.connect();
  await ensureTopics(admin, [
    { topic: topics.first, partitions: 1 },
    { topic: topics.second, partitions: 1 },
  ]);
  const waiting = new Map<string, () => void>();
  const producer = await connectProducer(kafka, { idempotent: true });
  const writer = await connectProducer(kafka, {
    transactionalId: name,
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: 5 },
  });
  const relay = await join(kafka, topics.first, (keys) => sendOn(writer, topics.second, keys));
  const reader = await join(kafka, topics.second, (keys) => {
    for (const key of keys) waiting.get(key)?.();
    return Promise.resolve();
  });
  const trip = (): Promise<number> => travel(producer, topics.first, waiting);
  return {
    trips: (count, concurrency) => runMany(trip, count, concurrency),
    close: async () => {
      await Promise.all([relay.disconnect(), reader.disconnect()]);
      await Promise.all([producer.disconnect(), writer.disconnect()]);
      await admin.deleteTopics({ topics: Object.values(topics) });
      await admin.disconnect();
    },
  };
}

async function connectProducer(
  kafka: Kafka,
  config: Parameters<Kafka['producer']>[0],
): Promise<Producer> {
  const producer = kafka.producer({ ...config, createPartitioner: explicitPartitioner });
  await producer.connect();
  return producer;
}

async function join(
  kafka: Kafka,
  topic: string,
  handle: (keys: readonly string[]) => Promise<void>,
): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId: `${topic}.group`, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, () => {
      resolve();
    });
  });
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch }) => handle(batch.messages.map(({ key }) => key?.toString() ?? '')),
  });
  await joined;
  return consumer;
}

async function sendOn(writer: Producer, topic: string, keys: readonly string[]): Promise<void> {
  const transaction = await writer.transaction();
  const messages = keys.map((key) => ({ key, value: VALUE, partition: 0 }));
  await transaction.send({ topic, acks: -1, messages });
  await transaction.commit();
}

async function travel(
  producer: Producer,
  topic: string,
  waiting: Map<string, () => void>,
): Promise<number> {
  const key = randomUUID();
  const startedAt = performance.now();
  const arrived = new Promise<void>((resolve) => waiting.set(key, resolve));
  await producer.send({ topic, acks: -1, messages: [{ key, value: VALUE, partition: 0 }] });
  await arrived;
  waiting.delete(key);
  return performance.now() - startedAt;
}

async function runMany(
  trip: () => Promise<number>,
  count: number,
  concurrency: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      times.push(await trip());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return times;
}
