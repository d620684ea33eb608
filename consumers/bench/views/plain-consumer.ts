import { decodeEvents } from '@karat/schemas/codec';
import { statusAfter, type RawRecord, type ReadEvent } from '@karat/schemas';
import type { Batch } from 'kafkajs';
import type { AnyBulkWriteOperation } from 'mongodb';
import type { BenchRig } from './bench-rig.ts';

/** A card as somebody would keep it who writes each event as it comes. */
interface PlainCard {
  readonly _id: string;
  readonly version: number;
  readonly status: string;
  readonly updatedAt: number;
  readonly timeline: readonly object[];
}

/** Longest time to measure, in ms: the rate does not change with it. */
const MEASURED_MS = 60_000;

/**
 * Events a second of a consumer that is written in an hour: kafkajs, and for each event an upsert
 * that sets what has changed and appends to the timeline, in one `bulkWrite` for each batch.
 */
export async function measurePlainConsumer({ log, database }: BenchRig): Promise<number> {
  const { kafka, codec, topics, identity, environment } = log;
  const cards = database('view_crm').collection<PlainCard>('plain');
  await cards.createIndexes([{ key: { status: 1, updatedAt: 1 } }, { key: { updatedAt: -1 } }]);
  const consumer = kafka.consumer({ groupId: `${environment}.plain`, maxWaitTimeInMs: 250 });
  await consumer.connect();
  await consumer.subscribe({ topic: topics.events, fromBeginning: true });
  let handled = 0;
  let startedAt = 0;
  let endedAt = 0;
  const ends = new Map<number, boolean>();
  const done = new Promise<void>((resolve, reject) => {
    consumer
      .run({
        autoCommit: false,
        partitionsConsumedConcurrently: 3,
        eachBatch: async ({ batch }) => {
          if (startedAt === 0) startedAt = performance.now();
          const events = await decodeEvents(codec, recordsOf(batch));
          await cards.bulkWrite(events.map(upsertOf), { ordered: true });
          handled += events.length;
          endedAt = performance.now();
          if (batch.offsetLag() === '0') ends.set(batch.partition, true);
          const isOver = endedAt - startedAt > MEASURED_MS;
          if (isOver || ends.size === identity.partitions) resolve();
        },
      })
      .catch(reject);
  });
  await done;
  const rate = handled / ((endedAt - startedAt) / 1_000);
  await consumer.disconnect();
  await cards.drop();
  return rate;
}

function recordsOf({ partition, messages }: Batch): readonly RawRecord[] {
  return messages.map(({ offset, key, value, headers = {} }) => {
    return { partition, offset, key, value, headers };
  });
}

function upsertOf(envelope: ReadEvent): AnyBulkWriteOperation<PlainCard> {
  const { orderId, version, occurredAt, actor, commandId, event } = envelope;
  const { type, data } = event;
  const status = statusAfter(event, 'INITIATED');
  const step = { version, type, status, at: occurredAt, actor, commandId };
  const change = { version, status, updatedAt: occurredAt, [type]: data };
  return {
    updateOne: {
      filter: { _id: orderId },
      update: { $set: change, $push: { timeline: step } },
      upsert: true,
    },
  };
}
