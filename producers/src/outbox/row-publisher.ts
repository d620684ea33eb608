import { PlatformError, toPlatformError } from '@karat/infra/errors';
import { explicitPartitioner } from '@karat/infra/kafka';
import type { Kafka, Message, Producer } from 'kafkajs';
import type { OutboxRow } from './outbox-collections.ts';
import type { PartitionBatch } from './plan-publication.ts';

/** Sends rows to Kafka. */
export interface RowPublisher {
  /**
   * Sends each batch to its partition, all at once, and tells which rows Kafka has confirmed and why
   * the others were not; those may have arrived all the same. Never rejects.
   */
  readonly publish: (batches: readonly PartitionBatch[]) => Promise<Publication>;
  readonly close: () => Promise<void>;
}

/** What became of a plan. */
export interface Publication {
  readonly confirmed: readonly OutboxRow[];
  /** The first failure; null when everything was confirmed. */
  readonly failure: PlatformError | null;
}

/** What publishing needs. */
export interface RowPublisherOptions {
  readonly kafka: Kafka;
  /** The topic of commands. */
  readonly topic: string;
}

/** The relay repeats by itself and soon; kafkajs would go on for a minute with what is old by then. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 2 };

/**
 * A publisher with a producer that is not idempotent, for the reason that `command-gateway.ts` gives:
 * after a lost answer kafkajs would let the broker confirm what it never wrote, while a batch that is
 * written twice is harmless, since the order remembers its commands. After a failure the producer is
 * given up and the next plan gets a new one.
 */
export function createRowPublisher({ kafka, topic }: RowPublisherOptions): RowPublisher {
  let producer: Producer | null = null;

  const discard = async (): Promise<void> => {
    const old = producer;
    producer = null;
    await old?.disconnect().catch(() => undefined);
  };
  const connected = async (): Promise<Producer> => {
    if (producer !== null) return producer;
    const fresh = kafka.producer({ createPartitioner: explicitPartitioner, retry: RETRY });
    // Kept before it is connected, so that also one that never was is closed.
    producer = fresh;
    await fresh.connect();
    return fresh;
  };
  const sendAll = async (batches: readonly PartitionBatch[]): Promise<Publication> => {
    const line = await connected();
    // All are waited for: a send under way would connect a producer again that has been closed.
    const results = await Promise.allSettled(
      batches.map(async (batch) => {
        await line.send({ topic, acks: -1, messages: batch.rows.map(messageTo(batch.partition)) });
        return batch.rows;
      }),
    );
    const confirmed = results.flatMap((r) => (r.status === 'fulfilled' ? r.value : []));
    const failed = results.find((result) => result.status === 'rejected');
    return { confirmed, failure: failed === undefined ? null : unavailable(failed.reason) };
  };

  return {
    publish: async (batches) => {
      const publication = await sendAll(batches).catch((error: unknown) => ({
        confirmed: [],
        failure: unavailable(error),
      }));
      if (publication.failure !== null) await discard();
      return publication;
    },
    close: discard,
  };
}

function messageTo(partition: number): (row: OutboxRow) => Message {
  return ({ key, value, headers }) => ({
    partition,
    key,
    value: Buffer.from(value.buffer),
    headers: { ...headers },
  });
}

function unavailable(cause: unknown): PlatformError {
  const message = `Expected Kafka to take commands of the outbox, got: ${toPlatformError(cause).message}`;
  return new PlatformError('kafka-unavailable', message, { cause, retryable: true });
}
