import type { ExecutionContext } from 'ava';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { createKafka, ensureTopics, explicitPartitioner } from '../../src/kafka.ts';
import { createLogReader } from '../../src/log-reader.ts';
import type { LogReader, LogReaderOptions, RawRecord } from '../../src/log-reader.ts';
import { createLogger } from '../../src/logger.ts';
import { connectMongo } from '../../src/mongo.ts';
import type { MongoConnection } from '../../src/mongo.ts';
import { mongoUrlFor, testServers, uniqueEnv } from '../../src/testing.ts';

/** The servers of this run. */
export const servers = testServers(process.env);

/** A logger that keeps the test output clean. */
export const silent = createLogger({ service: 'test', level: 'silent' });

/** Kafka with an admin that goes away with the test. */
export async function connectKafka(t: ExecutionContext): Promise<{ kafka: Kafka; admin: Admin }> {
  const kafka = createKafka({ brokers: servers.brokers, clientId: 'test', logger: silent });
  const admin = kafka.admin();
  await admin.connect();
  t.teardown(() => admin.disconnect());
  return { kafka, admin };
}

/** A topic of the test's own, deleted with it. */
export async function newTopic(t: ExecutionContext, admin: Admin, partitions = 1): Promise<string> {
  const topic = `${uniqueEnv()}.numbers`;
  await ensureTopics(admin, [{ topic, partitions }]);
  deleteLater(t, admin, topic);
  return topic;
}

/** Deletes a topic with the test that made it. */
export function deleteLater(t: ExecutionContext, admin: Admin, topic: string): void {
  t.teardown(() => admin.deleteTopics({ topics: [topic] }));
}

/** A producer whose transactions can be left open. */
export async function newTransactionalProducer(
  t: ExecutionContext,
  kafka: Kafka,
): Promise<Producer> {
  const producer = kafka.producer({
    createPartitioner: explicitPartitioner,
    transactionalId: uniqueEnv(),
    maxInFlightRequests: 1,
    idempotent: true,
  });
  await producer.connect();
  t.teardown(() => producer.disconnect());
  return producer;
}

/** A log reader closed with the test. */
export function newReader(t: ExecutionContext, options: Partial<LogReaderOptions> = {}): LogReader {
  const reader = createLogReader({ brokers: servers.brokers, ...options });
  t.teardown(reader.close);
  return reader;
}

/** Everything that a read yields. */
export async function collect(
  batches: AsyncIterable<readonly RawRecord[]>,
): Promise<readonly RawRecord[]> {
  const records: RawRecord[] = [];
  for await (const batch of batches) records.push(...batch);
  return records;
}

/** A database of the test's own, dropped with it. */
export async function newDatabase(t: ExecutionContext): Promise<MongoConnection> {
  const url = mongoUrlFor(servers.mongoUrl, `${uniqueEnv()}_test`);
  const connection = await connectMongo(url, { name: 'test', logger: silent });
  t.teardown(async () => {
    await connection.db.dropDatabase();
    await connection.close();
  });
  return connection;
}
