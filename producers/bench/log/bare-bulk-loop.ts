import { ensureTopics, explicitPartitioner } from '@karat/infra/kafka';
import type { TestLog } from '@karat/infra/test-log';
import type { RawRecord } from '@karat/schemas';
import type { EachBatchPayload, Message, Producer } from 'kafkajs';
import { createMeter } from './meter.ts';

/** What the writer writes for one command, by topic, read back from the log. */
export type Samples = readonly { readonly topic: string; readonly record: RawRecord }[];

/** A run of the bare loop. */
export interface BareBulk {
  readonly log: TestLog;
  /** Commands in the topic. */
  readonly count: number;
  readonly samples: Samples;
  /** Commands in one transaction. */
  readonly batchSize: number;
}

/**
 * Commands per second of a loop that consumes the same commands and writes as many records of the
 * same bytes in transactions, without reading, deciding or remembering anything.
 */
export async function measureBareBulk(run: BareBulk): Promise<number> {
  const { log, count, batchSize } = run;
  const name = `${log.environment}.bare-${String(batchSize)}`;
  const templates = await createTopics(run, name);
  const writers = new Map<number, Producer>();
  const meter = createMeter(count, log.identity.partitions);
  const consumer = log.kafka.consumer({ groupId: name, maxWaitTimeInMs: 250 });
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { messages, partition } = payload.batch;
    const writer = writers.get(partition) ?? (await openWriter(log, name, partition));
    writers.set(partition, writer);
    for (let start = 0; start < messages.length; start += batchSize) {
      const batch = messages.slice(start, start + batchSize);
      await writeBatch(writer, templates, { count: batch.length, partition });
      payload.resolveOffset(batch.at(-1)?.offset ?? '0');
      meter.add(partition, batch.length);
      await payload.heartbeat();
    }
  };
  await consumer.connect();
  await consumer.subscribe({ topic: log.topics.commands, fromBeginning: true });
  const partitionsConsumedConcurrently = log.identity.partitions;
  await consumer.run({ autoCommit: false, eachBatch, partitionsConsumedConcurrently });
  const rate = await meter.rate;
  await consumer.disconnect();
  await Promise.all([...writers.values()].map((writer) => writer.disconnect()));
  return rate;
}

interface Template {
  readonly topic: string;
  readonly message: Message;
}

async function createTopics(run: BareBulk, name: string): Promise<readonly Template[]> {
  const { kafka, identity } = run.log;
  const templates = run.samples.map(({ record }, index) => {
    const headers = { ...record.headers } as NonNullable<Message['headers']>;
    const message = { key: record.key, value: record.value, headers };
    return { topic: `${name}.${String(index)}`, message };
  });
  const admin = kafka.admin();
  await admin.connect();
  const { partitions } = identity;
  await ensureTopics(
    admin,
    templates.map(({ topic }) => ({ topic, partitions })),
  );
  await admin.disconnect();
  return templates;
}

async function openWriter({ kafka }: TestLog, name: string, partition: number): Promise<Producer> {
  const writer = kafka.producer({
    transactionalId: `${name}.${String(partition)}`,
    idempotent: true,
    maxInFlightRequests: 1,
    retry: { initialRetryTime: 5 },
    createPartitioner: explicitPartitioner,
  });
  await writer.connect();
  return writer;
}

/** Records of a topic in one request, as a broker takes at most 1 MB of each by default. */
const RECORDS_PER_REQUEST = 500;

async function writeBatch(
  writer: Producer,
  templates: readonly Template[],
  { count, partition }: { readonly count: number; readonly partition: number },
): Promise<void> {
  const transaction = await writer.transaction();
  for (let sent = 0; sent < count; sent += RECORDS_PER_REQUEST) {
    const length = Math.min(RECORDS_PER_REQUEST, count - sent);
    const topicMessages = templates.map(({ topic, message }) => ({
      topic,
      messages: Array.from({ length }, () => ({ ...message, partition })),
    }));
    await transaction.sendBatch({ acks: -1, topicMessages });
  }
  await transaction.commit();
}
