import { setTimeout as delay } from 'node:timers/promises';
import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { createLane, type Lane } from './lane.ts';
import type { Decided, PartitionWriter } from './partition-writer.ts';
import { toRawRecord } from './raw-record.ts';
import type { WriterMetrics } from './writer-metrics.ts';

/** What the process that owns partitions needs. */
export interface OrderWriterOptions {
  readonly kafka: Kafka;
  /** Consumer group whose members share the partitions. */
  readonly groupId: string;
  /** Topic of the commands. */
  readonly topic: string;
  readonly partitions: number;
  /** Takes a partition: fences, recovers, and gives its writer. */
  readonly openPartition: (partition: number) => Promise<PartitionWriter>;
  /** Tells those who wait; must not throw. */
  readonly onDecided: (decided: readonly Decided[]) => void;
  readonly logger: Logger;
  readonly metrics: WriterMetrics;
}

/** The running writer of some partitions. */
export interface OrderWriter {
  readonly close: () => Promise<void>;
}

/** Commands in one transaction at most: 1 or 100 cost about the same, and callers wait for all. */
const MAX_BATCH_COMMANDS = 200;

const SESSION_TIMEOUT_MS = 10_000;
const HEARTBEAT_INTERVAL_MS = 500;

/** What is known of the group; a change of generation is a possible loss of every partition. */
interface Group {
  generation: number;
  rejoining: boolean;
  closed: boolean;
}

interface Owned {
  readonly lane: Lane;
  writer: PartitionWriter | null;
  /** Generation of the group in which the partition was taken. */
  generation: number;
}

/**
 * Joins the group and decides the commands of the partitions it is given.
 *
 * Membership of the group is only a hint of who should write; who may write is settled by fencing.
 * So offsets are never committed: each join begins with the first batch of every partition, and the
 * log says where to go on. That also makes every join of the group a possible loss, after which a
 * partition is fenced and recovered anew.
 */
export async function startOrderWriter(options: OrderWriterOptions): Promise<OrderWriter> {
  const { kafka, groupId, topic, logger, partitions } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    maxWaitTimeInMs: 250,
    retry: { restartOnFailure: () => Promise.resolve(true) },
  });
  const owned = new Map<number, Owned>();
  const group: Group = { generation: 0, rejoining: false, closed: false };
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    group.generation += 1;
    logger.info({ assignment: payload.memberAssignment[topic] ?? [] }, 'joined the group');
  });

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const at = owned.get(payload.batch.partition) ?? newlyOwned();
    owned.set(payload.batch.partition, at);
    await at.lane(() => decidePayload({ options, consumer, group, at, rejoin }, payload));
  };
  const run = () =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitions,
      eachBatch,
    });
  const rejoin = async (): Promise<void> => {
    if (group.rejoining || group.closed) return;
    group.rejoining = true;
    try {
      await consumer.stop();
      await run();
    } finally {
      group.rejoining = false;
    }
  };

  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await run();
  return {
    close: async () => {
      group.closed = true;
      await consumer.disconnect();
      await Promise.all([...owned.values()].map((at) => closeQuietly(at)));
    },
  };
}

interface Deciding {
  readonly options: OrderWriterOptions;
  readonly consumer: Consumer;
  readonly group: Group;
  readonly at: Owned;
  readonly rejoin: () => Promise<void>;
}

function newlyOwned(): Owned {
  return { lane: createLane(), writer: null, generation: -1 };
}

async function decidePayload(deciding: Deciding, payload: EachBatchPayload): Promise<void> {
  const { at, group, options } = deciding;
  // A fenced member decides and fences nothing until the group has given it partitions anew.
  if (group.closed || group.rejoining) return;
  if (at.writer === null || at.generation !== group.generation) {
    await takePartition(deciding, payload);
    return;
  }
  try {
    await decideMessages(options, at.writer, payload);
  } catch (error) {
    await giveUp(deciding, payload, error);
  }
}

/** Fences, recovers and seeks to where the log says; the batch at hand arrives again from there. */
async function takePartition(
  { options, consumer, at, group }: Deciding,
  { batch, ...payload }: EachBatchPayload,
): Promise<void> {
  const { topic, openPartition, metrics, logger } = options;
  const startedAt = performance.now();
  await closeQuietly(at);
  // An evicted member must not shut out its successor: the group is asked before fencing.
  await payload.heartbeat();
  const generation = group.generation;
  const stopBeating = beatWhile(() => payload.heartbeat());
  try {
    at.writer = await openPartition(batch.partition);
  } finally {
    stopBeating();
  }
  at.generation = generation;
  const elapsedMs = performance.now() - startedAt;
  const offset = String(at.writer.nextOffset());
  metrics.recovered(elapsedMs);
  logger.info({ partition: batch.partition, offset, elapsedMs }, 'partition taken');
  consumer.seek({ topic, partition: batch.partition, offset });
}

async function decideMessages(
  options: OrderWriterOptions,
  writer: PartitionWriter,
  { batch, ...payload }: EachBatchPayload,
): Promise<void> {
  const { metrics, onDecided } = options;
  for (let start = 0; start < batch.messages.length; start += MAX_BATCH_COMMANDS) {
    if (payload.isStale()) return;
    const messages = batch.messages.slice(start, start + MAX_BATCH_COMMANDS);
    const startedAt = performance.now();
    const decided = await writer.decideBatch(
      messages.map((message) => toRawRecord(batch.partition, message)),
    );
    metrics.batch(messages.length, performance.now() - startedAt);
    for (const { outcome } of decided) metrics.decided(outcome.receipt.outcome, 1);
    onDecided(decided);
    const last = messages.at(-1);
    if (last !== undefined) payload.resolveOffset(last.offset);
    await payload.heartbeat();
  }
  metrics.lag(batch.partition, Number(BigInt(batch.highWatermark) - writer.nextOffset()));
}

/**
 * After an error nothing that was held in memory is believed any more. Fenced means that another
 * member has the partition: leave the group and join it anew, never fence back. Otherwise the
 * outcome is unclear, and the partition is taken again once the group has confirmed, after the
 * error, that this member still belongs to it.
 */
async function giveUp(
  { options, at, rejoin, consumer }: Deciding,
  { batch, ...payload }: EachBatchPayload,
  caught: unknown,
): Promise<void> {
  const error = toPlatformError(caught);
  const { topic, logger, metrics } = options;
  const { partition } = batch;
  logger.warn({ partition, error }, 'partition given up');
  metrics.ended(error.code);
  await closeQuietly(at);
  if (error.code === 'fenced') {
    // Not awaited: the consumer stops only after this handler has returned.
    void rejoin().catch((failure: unknown) => {
      logger.error({ error: toPlatformError(failure) }, 'joining the group anew failed');
    });
    return;
  }
  // kafkajs sends a heartbeat only when the last one is older than the interval.
  await delay(HEARTBEAT_INTERVAL_MS + 50);
  await payload.heartbeat();
  // Back to the first command of the batch: `takePartition` then seeks to where the log says.
  consumer.seek({ topic, partition, offset: batch.firstOffset() ?? '0' });
}

/** Keeps the membership alive while a long recovery runs; a failed beat shows in the next one. */
function beatWhile(heartbeat: () => Promise<void>): () => void {
  const timer = setInterval(() => {
    heartbeat().catch(() => undefined);
  }, HEARTBEAT_INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}

/** A writer that failed has nothing left to lose; that it does not close cleanly is no news. */
async function closeQuietly(at: Owned): Promise<void> {
  const { writer } = at;
  at.writer = null;
  await writer?.close().catch(() => undefined);
}
