import type { LogConnection } from '@karat/infra/log-connection';
import type { LogReader } from '@karat/infra/log-reader';
import { placeOf, type AuditCut } from './audit-context.ts';
import { createPartitionAudit, type AuditSummary } from './audit-partition.ts';
import type { Turn } from './checked-records.ts';
import { findingOf, type Finding } from './finding.ts';
import { mergeTurns } from './merge-turns.ts';
import { createTopicReaders, type TopicReaders } from './read-topics.ts';
import { snapshotEnds, type EndsSnapshot } from './snapshot-ends.ts';

/** What the check of a partition needs. */
export interface CheckPartitionOptions {
  readonly log: LogConnection;
  /** A reader that sees transactions under way. */
  readonly uncommittedReader: LogReader;
  readonly partition: number;
  readonly onFinding: (finding: Finding) => void;
  /** Told how many records are to be read, at most. */
  readonly onTotal: (records: number) => void;
  /** Told how many records have been read. */
  readonly onRecords: (count: number) => void;
  /** Told of every turn, before it is audited. */
  readonly onTurn?: (turn: Turn) => void;
}

/**
 * Checks one partition of the log from its beginning to what is its end now.
 * @throws `kafka-unavailable`, `registry-unavailable` or `timeout`, retryable.
 */
export async function checkPartition(options: CheckPartitionOptions): Promise<AuditSummary> {
  const { log, partition, onFinding, onTotal, onTurn } = options;
  const ends = await snapshotEnds({ ...log, ...options });
  const begins = await beginsOf(options);
  onTotal(recordsBetween(begins, ends));
  const readers = createTopicReaders({
    ...log,
    ...options,
    partitions: log.identity.partitions,
    onUnreadable: (kind, { offset }, message) => {
      onFinding(findingOf('unreadable', { ...placeOf(kind, Number(offset)), partition }, message));
    },
  });
  const audit = createPartitionAudit({
    partition,
    partitions: log.identity.partitions,
    incarnation: log.identity.incarnation,
    cut: await cutOf(readers, begins, ends),
    onFinding,
  });
  for await (const states of readers.states(ends.read.states)) states.forEach(audit.state);
  const streams = {
    commands: readers.commands(ends.commands),
    receipts: readers.receipts(ends.read.receipts),
    events: readers.events(ends.read.events),
  };
  for await (const turns of mergeTurns(streams, Number(ends.judged.receipts))) {
    for (const turn of turns) {
      onTurn?.(turn);
      audit.turn(turn);
    }
  }
  return audit.finish();
}

type Begins = Readonly<Record<'commands' | 'receipts' | 'events' | 'states', bigint>>;

async function beginsOf({ log, partition }: CheckPartitionOptions): Promise<Begins> {
  const { reader, topics } = log;
  return {
    commands: await reader.beginOf(topics.commands, partition),
    receipts: await reader.beginOf(topics.receipts, partition),
    events: await reader.beginOf(topics.events, partition),
    states: await reader.beginOf(topics.states, partition),
  };
}

function recordsBetween(begins: Begins, { read, commands }: EndsSnapshot): number {
  const spans = [
    commands - begins.commands,
    read.receipts - begins.receipts,
    read.events - begins.events,
    read.states - begins.states,
  ];
  return Number(spans.reduce((sum, span) => sum + span, 0n));
}

async function cutOf(
  readers: TopicReaders,
  begins: Begins,
  { judged, read, commands }: EndsSnapshot,
): Promise<AuditCut> {
  return {
    receiptsBefore: Number(judged.receipts),
    eventsBefore: Number(judged.events),
    statesBefore: Number(judged.states),
    commandsEnd: Number(commands),
    commandsFrom: Number(begins.commands),
    receiptsFrom: begins.receipts === 0n ? 0 : await firstDecided(readers, read.receipts),
  };
}

/** Command offset of the first receipt kept; without any receipt nothing is held to have one. */
async function firstDecided(readers: TopicReaders, until: bigint): Promise<number> {
  for await (const [first] of readers.receipts(until)) {
    if (first !== undefined) return first.commandOffset;
  }
  return Infinity;
}
