import type { LogConnection } from '@karat/infra/log-connection';
import { createLogReader, type LogReader } from '@karat/infra/log-reader';
import { eachAtOnce } from '../each-at-once.ts';
import { placeOf } from './audit-context.ts';
import type { AuditSummary } from './audit-partition.ts';
import { checkPartition } from './check-partition.ts';
import type { Turn } from './checked-records.ts';
import { findingOf, type Finding, type Rule } from './finding.ts';

/** What a check is told to do. */
export interface CheckLogOptions {
  readonly log: LogConnection;
  /** `host:port` of brokers to begin with. */
  readonly brokers: readonly string[];
  readonly partitions: readonly number[];
  /** Only findings about this order are kept and counted. Default: all are. */
  readonly orderId?: string;
  /** Findings kept in full, at least 1; all are counted. */
  readonly maxFindings: number;
  /** Whether a command that is not decided yet is a fault. */
  readonly isSettled: boolean;
  readonly onProgress: (progress: CheckProgress) => void;
  /** Told of every turn. Default: nobody. */
  readonly onTurn?: (turn: Turn) => void;
}

/** How far a check has come. */
export interface CheckProgress {
  readonly partitionsDone: number;
  readonly partitions: number;
  readonly records: number;
  /** Records in the partitions begun, at most: markers and compacted records are counted, too. */
  readonly expectedRecords: number;
  readonly findings: number;
}

/** What a check has found; with `--json` it is printed as it is, so this is a format. */
export interface CheckedLog extends Omit<AuditSummary, 'oldestUndecidedAt'> {
  readonly environment: string;
  readonly incarnation: string;
  readonly isSound: boolean;
  readonly records: number;
  readonly elapsedMs: number;
  /** Age of the oldest undecided command, ms; null when there is none. */
  readonly oldestUndecidedMs: number | null;
  readonly findingCount: number;
  readonly findingsByRule: Readonly<Partial<Record<Rule, number>>>;
  /** The first findings. */
  readonly findings: readonly Finding[];
}

/** Each partition keeps its orders and ids in memory while it is checked. */
const PARTITIONS_AT_ONCE = 3;

/**
 * Checks partitions of the log against themselves: what was asked, answered, written and kept.
 * @throws `kafka-unavailable`, `registry-unavailable` or `timeout`, retryable.
 */
export async function checkLog(options: CheckLogOptions): Promise<CheckedLog> {
  const { brokers } = options;
  const reader = createLogReader({ brokers });
  const uncommittedReader = createLogReader({ brokers, seesUncommitted: true });
  try {
    const log = { ...options.log, reader };
    return await checkWith({ ...options, log, uncommittedReader });
  } finally {
    await Promise.all([reader.close(), uncommittedReader.close()]);
  }
}

async function checkWith(
  options: CheckLogOptions & { readonly uncommittedReader: LogReader },
): Promise<CheckedLog> {
  const { log, partitions, onProgress } = options;
  const startedAt = performance.now();
  const findings = createFindings(options);
  const progress = { partitionsDone: 0, records: 0, expectedRecords: 0 };
  const tell = (): void => {
    onProgress({ ...progress, partitions: partitions.length, findings: findings.count() });
  };
  const summaries: AuditSummary[] = [];
  await eachAtOnce(partitions, PARTITIONS_AT_ONCE, async (partition) => {
    const summary = await checkPartition({
      ...options,
      partition,
      onFinding: findings.add,
      onTotal: (records) => {
        progress.expectedRecords += records;
      },
      onRecords: (count) => {
        progress.records += count;
        tell();
      },
    });
    if (options.isSettled) requireDecided(partition, summary, findings.add);
    summaries.push(summary);
    progress.partitionsDone += 1;
    tell();
  });
  return {
    environment: log.environment,
    incarnation: log.identity.incarnation,
    isSound: findings.count() === 0,
    records: progress.records,
    elapsedMs: Math.round(performance.now() - startedAt),
    ...summed(summaries),
    ...findings.result(),
  };
}

function createFindings({ maxFindings, orderId }: CheckLogOptions) {
  const kept: Finding[] = [];
  const byRule: Partial<Record<Rule, number>> = {};
  let count = 0;
  return {
    add: (finding: Finding): void => {
      if (orderId !== undefined && finding.orderId !== orderId) return;
      count += 1;
      byRule[finding.rule] = (byRule[finding.rule] ?? 0) + 1;
      if (kept.length < maxFindings) kept.push(finding);
    },
    count: () => count,
    result: () => ({ findingCount: count, findingsByRule: byRule, findings: kept }),
  };
}

function requireDecided(
  partition: number,
  { undecided }: AuditSummary,
  report: (finding: Finding) => void,
): void {
  if (undecided === 0) return;
  const message = `Expected every command decided, got ${String(undecided)} that are not`;
  report(findingOf('undecided', { ...placeOf('commands', null), partition }, message));
}

function summed(summaries: readonly AuditSummary[]) {
  const sumOf = (name: keyof Counts) => summaries.reduce((sum, each) => sum + each[name], 0);
  const oldest = summaries.flatMap(({ oldestUndecidedAt }) => oldestUndecidedAt ?? []);
  return {
    orders: sumOf('orders'),
    commands: sumOf('commands'),
    receipts: sumOf('receipts'),
    events: sumOf('events'),
    passedOver: sumOf('passedOver'),
    passedOverExamples: summaries.flatMap(({ passedOverExamples }) => passedOverExamples),
    excused: sumOf('excused'),
    undecided: sumOf('undecided'),
    oldestUndecidedMs: oldest.length === 0 ? null : Math.max(0, Date.now() - Math.min(...oldest)),
  };
}

type Counts = Omit<AuditSummary, 'passedOverExamples' | 'oldestUndecidedAt'>;
