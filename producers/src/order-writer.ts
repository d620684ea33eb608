import { PlatformError, toPlatformError } from '@karat/infra/errors';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import {
  closeQuietly,
  decidePayload,
  HEARTBEAT_INTERVAL_MS,
  newlyOwned,
  type Membership,
  type Owned,
  type PartitionOwnerOptions,
} from './partition-owner.ts';

/** What the process that owns partitions needs. */
export interface OrderWriterOptions extends PartitionOwnerOptions {
  readonly kafka: Kafka;
  /** Consumer group whose members share the partitions. */
  readonly groupId: string;
  readonly partitions: number;
  /** Told when the member is out of the group for good: only a new process helps then. */
  readonly onFailure: (error: PlatformError) => void;
}

/** The running writer of some partitions. */
export interface OrderWriter {
  readonly close: () => Promise<void>;
}

const SESSION_TIMEOUT_MS = 10_000;

/**
 * Joins the group and decides the commands of the partitions it is given.
 *
 * Membership of the group is only a hint of who should write; who may write is settled by fencing.
 * So offsets are never committed: each join begins with the first batch of every partition, and the
 * log says where to go on. That also makes every join of the group a possible loss, after which a
 * partition is fenced and recovered anew.
 */
export async function startOrderWriter(options: OrderWriterOptions): Promise<OrderWriter> {
  const { kafka, groupId, topic, partitions } = options;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    maxWaitTimeInMs: 250,
    retry: { restartOnFailure: () => Promise.resolve(true) },
  });
  const owned = new Map<number, Owned>();
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const at = owned.get(payload.batch.partition) ?? newlyOwned();
    owned.set(payload.batch.partition, at);
    await at.lane(() => decidePayload({ options, consumer, membership: group, at, payload }));
  };
  const group = createGroup(options, consumer, () =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitions,
      eachBatch,
    }),
  );
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await group.join();
  return {
    close: async () => {
      await group.leave();
      await Promise.all([...owned.values()].map((at) => closeQuietly(at)));
    },
  };
}

interface Group extends Membership {
  readonly join: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

function createGroup(
  options: OrderWriterOptions,
  consumer: Consumer,
  run: () => Promise<void>,
): Group {
  const stopping = new AbortController();
  const { signal } = stopping;
  let generation = 0;
  let rejoining: Promise<void> | null = null;
  listenToGroup(options, consumer, {
    signal,
    onJoin: () => {
      generation += 1;
    },
  });
  const joinAnew = async (): Promise<void> => {
    await consumer.stop();
    if (!signal.aborted) await run();
  };
  return {
    signal,
    generation: () => generation,
    isActive: () => !signal.aborted && rejoining === null,
    rejoin: () => {
      if (rejoining !== null || signal.aborted) return;
      // Not awaited by the caller: the consumer stops only after its handlers have returned.
      rejoining = joinAnew()
        .catch((error: unknown) => {
          options.onFailure(toPlatformError(error));
        })
        .finally(() => {
          rejoining = null;
        });
    },
    join: run,
    leave: async () => {
      stopping.abort(new PlatformError('aborted', 'The order writer is stopping'));
      // kafkajs cannot stop a consumer that is joining; it would go on behind our back.
      await rejoining;
      await consumer.disconnect();
    },
  };
}

function listenToGroup(
  { logger, topic, partitions, onTrouble, onFailure }: OrderWriterOptions,
  consumer: Consumer,
  { signal, onJoin }: { readonly signal: AbortSignal; readonly onJoin: () => void },
): void {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    onJoin();
    // What stood still may be another member's now; where it is still ours, it shows again.
    for (let partition = 0; partition < partitions; partition += 1) onTrouble(partition, null);
    logger.info({ assignment: payload.memberAssignment[topic] ?? [] }, 'joined the group');
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // kafkajs begins again by itself after errors that it believes to pass, and ends after others.
    if (!payload.restart && !signal.aborted) onFailure(toPlatformError(payload.error));
  });
}
