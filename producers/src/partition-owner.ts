import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { createLane, type Lane } from './lane.ts';
import type { Decided, PartitionWriter } from './partition-writer.ts';
import { toRawRecord } from './raw-record.ts';
import type { WriterMetrics } from './writer-metrics.ts';

/** What owning partitions needs. */
export interface PartitionOwnerOptions {
  /** Topic of the commands. */
  readonly topic: string;
  /** Takes a partition: fences, recovers, and gives its writer; breaks off when aborted. */
  readonly openPartition: (partition: number, signal: AbortSignal) => Promise<PartitionWriter>;
  /** Tells those who wait; must not throw. */
  readonly onDecided: (decided: readonly Decided[]) => void;
  /** Told why a partition stands still, or null when it goes on; for the health of the process. */
  readonly onTrouble: (partition: number, reason: string | null) => void;
  readonly logger: Logger;
  readonly metrics: WriterMetrics;
}

/** What is known of the group; a change of generation is a possible loss of every partition. */
export interface Membership {
  /** Changes with every join. */
  readonly generation: () => number;
  /** Whether this member still decides: not while it stops, nor while it joins anew. */
  readonly isActive: () => boolean;
  /** Aborted when the process stops. */
  readonly signal: AbortSignal;
  /** Leaves the group and joins it anew; must not throw. */
  readonly rejoin: () => void;
}

/** Commands in one transaction at most: 1 or 100 cost about the same, and callers wait for all. */
const MAX_BATCH_COMMANDS = 200;

/** At most how often the group is asked whether this member still belongs to it, milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 500;

/**
 * Pauses before a partition is taken again after an error, milliseconds. The shortest is longer
 * than the heartbeat's interval, so that the heartbeat before fencing is one after the error.
 */
const RETRY = { minMs: HEARTBEAT_INTERVAL_MS + 100, maxMs: 30_000 };

/** A partition that this process owns or has owned. */
export interface Owned {
  readonly lane: Lane;
  writer: PartitionWriter | null;
  /** Generation of the group in which the partition was taken. */
  generation: number;
  /** Errors in a row. */
  failures: number;
}

/** A partition that nothing is known of yet. */
export function newlyOwned(): Owned {
  return { lane: createLane(), writer: null, generation: -1, failures: 0 };
}

/** One batch and everything that deciding it touches. */
export interface Work {
  readonly options: PartitionOwnerOptions;
  readonly consumer: Pick<Consumer, 'seek'>;
  readonly membership: Membership;
  readonly at: Owned;
  readonly payload: EachBatchPayload;
}

/** Decides a batch, or takes its partition first, so that the batch comes again. */
export async function decidePayload(work: Work): Promise<void> {
  const { at, membership } = work;
  // A fenced member decides and fences nothing until the group has given it partitions anew.
  if (!membership.isActive()) return;
  if (at.writer === null || at.generation !== membership.generation()) await takePartition(work);
  else await decideMessages(work, at.writer);
}

/** Fences, recovers and seeks to where the log says; the batch at hand arrives again from there. */
async function takePartition(work: Work): Promise<void> {
  const { options, consumer, at, membership, payload } = work;
  const { topic, openPartition, metrics, logger } = options;
  const { partition } = payload.batch;
  const startedAt = performance.now();
  await closeQuietly(at);
  // An evicted member must not shut out its successor: the group is asked before fencing.
  await payload.heartbeat();
  const generation = membership.generation();
  const stopBeating = beatWhile(() => payload.heartbeat());
  const opening = () => openPartition(partition, membership.signal);
  const writer = await attempt(work, opening).finally(stopBeating);
  if (writer === null) return;
  at.writer = writer;
  at.generation = generation;
  const elapsedMs = performance.now() - startedAt;
  const offset = String(writer.nextOffset());
  metrics.recovered(elapsedMs);
  logger.info({ partition, offset, elapsedMs }, 'partition taken');
  consumer.seek({ topic, partition, offset });
}

async function decideMessages(work: Work, writer: PartitionWriter): Promise<void> {
  const { options, at, payload } = work;
  const { batch } = payload;
  const { metrics, onDecided, onTrouble } = options;
  for (let start = 0; start < batch.messages.length; start += MAX_BATCH_COMMANDS) {
    if (payload.isStale() || !payload.isRunning()) return;
    const messages = batch.messages.slice(start, start + MAX_BATCH_COMMANDS);
    const records = messages.map((message) => toRawRecord(batch.partition, message));
    const startedAt = performance.now();
    const decided = await attempt(work, () => writer.decideBatch(records));
    if (decided === null) return;
    if (at.failures > 0) onTrouble(batch.partition, null);
    at.failures = 0;
    metrics.batch(messages.length, performance.now() - startedAt);
    for (const { outcome } of decided) metrics.decided(outcome.receipt.outcome, 1);
    onDecided(decided);
    const last = messages.at(-1);
    if (last !== undefined) payload.resolveOffset(last.offset);
    // What the group answers is the consumer's to handle: it joins anew, and all is taken again.
    await payload.heartbeat();
  }
  metrics.lag(batch.partition, Number(BigInt(batch.highWatermark) - writer.nextOffset()));
}

/** Gives null after an error, which has then been dealt with. */
async function attempt<T>(work: Work, task: () => Promise<T>): Promise<T | null> {
  try {
    return await task();
  } catch (error) {
    await giveUp(work, error);
    return null;
  }
}

/**
 * After an error nothing that was held in memory is believed any more. Fenced means that another
 * member has the partition: leave the group and join it anew, never fence back. Otherwise the
 * outcome is unclear, and the partition is taken again after a pause, once the group has confirmed
 * that this member still belongs to it; the pause holds up no other partition.
 */
async function giveUp(work: Work, caught: unknown): Promise<void> {
  const { options, at, membership, consumer, payload } = work;
  const { partition } = payload.batch;
  await closeQuietly(at);
  if (!membership.isActive()) return;
  const error = toPlatformError(caught);
  const { topic, logger, metrics, onTrouble } = options;
  logger.warn({ partition, error }, 'partition given up');
  metrics.ended(error.code);
  if (error.code === 'fenced') {
    membership.rejoin();
    return;
  }
  onTrouble(partition, error.message);
  const pauseMs = Math.min(RETRY.minMs * 2 ** at.failures, RETRY.maxMs);
  at.failures += 1;
  setTimeout(payload.pause(), pauseMs).unref();
  // Back to the first command of the batch: `takePartition` then seeks to where the log says.
  consumer.seek({ topic, partition, offset: payload.batch.firstOffset() ?? '0' });
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
export async function closeQuietly(at: Owned): Promise<void> {
  const { writer } = at;
  at.writer = null;
  await writer?.close().catch(() => undefined);
}
