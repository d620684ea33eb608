import { toPlatformError } from '@karat/infra/errors';
import type { Logger } from '@karat/infra/logger';
import type { RawRecord } from '@karat/schemas';
import type { Consumer, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { createLane, type Lane } from './lane.ts';
import type { Committed, PartitionWriter } from './partition-writer.ts';
import { toRawRecord } from './raw-record.ts';
import type { WriterMetrics } from './writer-metrics.ts';

/** What owning partitions needs. */
export interface PartitionOwnerOptions {
  /** Topic of the commands. */
  readonly topic: string;
  /** Takes a partition: fences, recovers, and gives its writer; breaks off when aborted. */
  readonly openPartition: (partition: number, signal: AbortSignal) => Promise<PartitionWriter>;
  /** Tells those who wait; must not throw. */
  readonly onDecided: (decided: readonly Committed[]) => void;
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

/** At most how often the group is asked whether this member still belongs to it, milliseconds. */
export const HEARTBEAT_INTERVAL_MS = 500;

/**
 * Pauses before a partition is taken again after an error, milliseconds. The shortest is longer
 * than the heartbeat's interval, so that the heartbeat before fencing is one after the error.
 */
const RETRY = { minMs: HEARTBEAT_INTERVAL_MS + 100, maxMs: 30_000 };

/**
 * How long a batch may take while its member is still kept in the group, milliseconds: three times
 * as long as the broker lets its transaction live, after which nothing can come of it.
 */
const MAX_BATCH_MS = 30_000;

/** The same for a recovery, milliseconds: it fails by itself when Kafka gives nothing for long. */
const MAX_RECOVERY_MS = 60 * 60 * 1_000;

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
  metrics.undecidedSince(partition, Number(payload.batch.messages[0]?.timestamp));
  await closeQuietly(at);
  // An evicted member must not shut out its successor: the group is asked before fencing.
  await payload.heartbeat();
  const generation = membership.generation();
  const stopBeating = beatWhile(() => payload.heartbeat(), MAX_RECOVERY_MS);
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

/** Decides the messages of a fetch in as many batches as their limits make of them. */
async function decideMessages(work: Work, writer: PartitionWriter): Promise<void> {
  const { options, at, payload } = work;
  const { partition, messages, highWatermark } = payload.batch;
  const { metrics, onDecided, onTrouble } = options;
  const records = messages.map((message) => toRawRecord(partition, message));
  for (let start = 0; start < messages.length;) {
    if (payload.isStale() || !payload.isRunning()) return;
    metrics.undecidedSince(partition, Number(messages[start]?.timestamp));
    const decided = await decideRecords(work, writer, records.slice(start));
    if (decided === null) return;
    if (at.failures > 0) onTrouble(partition, null);
    at.failures = 0;
    onDecided(decided);
    const end = firstFrom(messages, start, writer.nextOffset());
    payload.resolveOffset(messages[end - 1]?.offset ?? '0');
    start = end;
    // What the group answers is the consumer's to handle: it joins anew, and all is taken again.
    await payload.heartbeat();
  }
  metrics.undecidedSince(partition, null);
  metrics.lag(partition, Number(BigInt(highWatermark) - writer.nextOffset()));
}

/** Decides a batch and measures it; null after an error, which has then been dealt with. */
async function decideRecords(
  work: Work,
  writer: PartitionWriter,
  records: readonly RawRecord[],
): Promise<readonly Committed[] | null> {
  const { metrics } = work.options;
  const startedAt = performance.now();
  const stopBeating = beatWhile(() => work.payload.heartbeat(), MAX_BATCH_MS);
  const deciding = () => writer.decideBatch(records);
  const decided = await attempt(work, deciding).finally(stopBeating);
  if (decided === null) return null;
  metrics.batch(decided.length, performance.now() - startedAt);
  for (const { outcome } of decided) metrics.decided(outcome.receipt.outcome, 1);
  return decided;
}

/** Index of the first message behind `start` that is not decided yet. */
function firstFrom(messages: readonly KafkaMessage[], start: number, undecided: bigint): number {
  for (let index = start + 1; index < messages.length; index += 1) {
    if (BigInt(messages[index]?.offset ?? '0') >= undecided) return index;
  }
  return messages.length;
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

/**
 * Keeps the membership alive while something long runs; a failed beat shows in the next one. After
 * `forAtMostMs` it ends: a member that hangs must lose its partitions to one that does not.
 */
function beatWhile(heartbeat: () => Promise<void>, forAtMostMs: number): () => void {
  const endsAt = performance.now() + forAtMostMs;
  const timer = setInterval(() => {
    if (performance.now() > endsAt) clearInterval(timer);
    else heartbeat().catch(() => undefined);
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
