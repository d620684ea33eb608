import { PlatformError, toPlatformError } from '@karat/infra/errors';
import kafkajs, { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import type { MemberHoldings } from './assignment/member-holdings.ts';
import { createStickyAssigner } from './assignment/sticky-assigner.ts';
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
  /** Partitions whose states are on local disk, so that it would rather have them than others. */
  readonly warmPartitions: () => readonly number[];
  /** Told when the member is out of the group for good: only a new process helps then. */
  readonly onFailure: (error: PlatformError) => void;
}

/** The running writer of some partitions. */
export interface OrderWriter {
  readonly close: () => Promise<void>;
}

/** A member that gives no sign of life for so long, in ms, loses its partitions. */
export const SESSION_TIMEOUT_MS = 10_000;

/**
 * Joins the group and decides the commands of the partitions it is given.
 *
 * Membership of the group is only a hint of who should write; who may write is settled by fencing.
 * So offsets are never committed: each join begins with the first batch of every partition, and the
 * log says where to go on. That also makes every join of the group a possible loss, after which a
 * partition is fenced and recovered anew.
 */
export async function startOrderWriter(options: OrderWriterOptions): Promise<OrderWriter> {
  const { kafka, groupId, topic, partitions, warmPartitions } = options;
  const sticky = createStickyAssigner({
    partitions,
    holdings: () => ({ ...group.held(), warm: warmPartitions() }),
  });
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_TIMEOUT_MS,
    heartbeatInterval: HEARTBEAT_INTERVAL_MS,
    maxWaitTimeInMs: 250,
    // Round-robin is what members of the release before know; a group needs one in common.
    partitionAssigners: [sticky, kafkajs.PartitionAssigners.roundRobin],
    retry: { restartOnFailure: () => Promise.resolve(true) },
  });
  const owned = new Map<number, Owned>();
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const at = owned.get(payload.batch.partition) ?? newlyOwned();
    owned.set(payload.batch.partition, at);
    await at.lane(() => decidePayload({ options, consumer, membership: group, at, payload }));
  };
  const run = () =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: partitions,
      eachBatch,
    });
  const letGo = (assigned: ReadonlySet<number>): void => {
    for (const [partition, at] of owned) {
      if (assigned.has(partition)) continue;
      options.metrics.letGo(partition);
      void at.lane(() => closeQuietly(at));
    }
  };
  const group = createGroup(options, consumer, { run, letGo });
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
  /** The partitions of the last assignment, and the group's generation in which it was made. */
  readonly held: () => Omit<MemberHoldings, 'warm'>;
  readonly join: () => Promise<void>;
  readonly leave: () => Promise<void>;
}

interface Consuming {
  readonly run: () => Promise<void>;
  /** Told which partitions are left after a join. */
  readonly letGo: (assigned: ReadonlySet<number>) => void;
}

function createGroup(
  options: OrderWriterOptions,
  consumer: Consumer,
  { run, letGo }: Consuming,
): Group {
  const stopping = new AbortController();
  const { signal } = stopping;
  let generation = 0;
  let held: Omit<MemberHoldings, 'warm'> = { held: [], generation: 0 };
  let rejoining: Promise<void> | null = null;
  listenToGroup(options, consumer, {
    signal,
    onJoin: (assigned) => {
      generation += 1;
      held = { held: assigned, generation: 0 };
      letGo(new Set(assigned));
    },
  });
  consumer.on(consumer.events.HEARTBEAT, ({ payload }) => {
    // kafkajs tells the group's own number of a generation nowhere else.
    held = { ...held, generation: payload.groupGenerationId };
  });
  const joinAnew = async (): Promise<void> => {
    await consumer.stop();
    if (!signal.aborted) await run();
  };
  return {
    signal,
    generation: () => generation,
    held: () => held,
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
  {
    signal,
    onJoin,
  }: { readonly signal: AbortSignal; readonly onJoin: (assigned: readonly number[]) => void },
): void {
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    const assignment = payload.memberAssignment[topic] ?? [];
    onJoin(assignment);
    // What stood still may be another member's now; where it is still ours, it shows again.
    for (let partition = 0; partition < partitions; partition += 1) onTrouble(partition, null);
    logger.info({ assignment }, 'joined the group');
  });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    // kafkajs begins again by itself after errors that it believes to pass, and ends after others.
    if (!payload.restart && !signal.aborted) onFailure(toPlatformError(payload.error));
  });
}
