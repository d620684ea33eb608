import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import type { LogReader } from '@karat/infra/log-reader';
import type { TopicKind, TopicNames } from '@karat/schemas';

/** What taking the ends of a partition needs. */
export interface SnapshotEndsOptions {
  /** Sees what is committed. */
  readonly reader: LogReader;
  /** Sees everything, transactions under way included. */
  readonly uncommittedReader: LogReader;
  readonly topics: TopicNames;
  readonly partition: number;
  /** Longest wait for transactions that are under way, in ms. Default: 60,000. */
  readonly timeoutMs?: number;
}

/** Ends of the transactional topics, each as offset behind the last record. */
export type Ends = Readonly<Record<'receipts' | 'events' | 'states', bigint>>;

/** The ends of a partition, such that transactions can be judged as wholes. */
export interface EndsSnapshot {
  /** Every transaction that wrote before these ends is over, and wrote nothing behind `read`. */
  readonly judged: Ends;
  /** Ends to read up to. */
  readonly read: Ends;
  /** End of the commands, taken last: a command stands in the log before it is decided. */
  readonly commands: bigint;
}

const TRANSACTIONAL = ['receipts', 'events', 'states'] as const;
const LOOK_INTERVAL_MS = 20;

/**
 * Takes the ends of a partition that goes on growing.
 *
 * A transaction is committed by a marker in each partition that it wrote to, and these appear one
 * after the other, so the last stable offsets of two topics at a moment need not fit together.
 * The high watermarks do in this sense: once everything below a first set of them is committed or
 * aborted, all that those transactions wrote stands below a second set.
 *
 * @throws `timeout`, retryable, when a transaction stays open.
 * @see https://cwiki.apache.org/confluence/display/KAFKA/KIP-98+-+Exactly+Once+Delivery+and+Transactional+Messaging
 */
export async function snapshotEnds(options: SnapshotEndsOptions): Promise<EndsSnapshot> {
  const judged = await highWatermarks(options);
  await stable(options, judged);
  const read = await highWatermarks(options);
  await stable(options, read);
  const { uncommittedReader, topics, partition } = options;
  return { judged, read, commands: await uncommittedReader.endOf(topics.commands, partition) };
}

async function highWatermarks(options: SnapshotEndsOptions): Promise<Ends> {
  const { uncommittedReader, topics, partition } = options;
  const [receipts, events, states] = await Promise.all([
    uncommittedReader.endOf(topics.receipts, partition),
    uncommittedReader.endOf(topics.events, partition),
    uncommittedReader.endOf(topics.states, partition),
  ]);
  return { receipts, events, states };
}

async function stable(options: SnapshotEndsOptions, ends: Ends): Promise<void> {
  const { timeoutMs = 60_000 } = options;
  const deadline = performance.now() + timeoutMs;
  for (const kind of TRANSACTIONAL) {
    while ((await lastStable(options, kind)) < ends[kind]) {
      if (performance.now() > deadline) throw openTransaction(options, kind, timeoutMs);
      await delay(LOOK_INTERVAL_MS);
    }
  }
}

function lastStable(
  { reader, topics, partition }: SnapshotEndsOptions,
  kind: TopicKind,
): Promise<bigint> {
  return reader.endOf(topics[kind], partition);
}

function openTransaction(
  { topics, partition }: SnapshotEndsOptions,
  kind: TopicKind,
  timeoutMs: number,
): PlatformError {
  const message = `Expected the transactions of ${topics[kind]} to end within ${String(timeoutMs)} ms, got one that stays open`;
  return new PlatformError('timeout', message, { retryable: true, context: { partition } });
}
