import {
  EMPTY_LEDGER,
  EVOLVE_VERSION,
  handleCommand,
  type OrderLedger,
} from '@karat/producers/order';
import {
  orderIdFor,
  partitionOf,
  type Actor,
  type OrderCommand,
  type ReadCommand,
} from '@karat/schemas';
import { createPartitionAudit, type AuditSummary } from '../../src/check/audit-partition.ts';
import type {
  CheckedCommand,
  CheckedEvent,
  CheckedReceipt,
  CheckedState,
} from '../../src/check/checked-records.ts';
import type { AuditCut } from '../../src/check/audit-context.ts';
import type { Finding } from '../../src/check/finding.ts';
import { mergeTurns } from '../../src/check/merge-turns.ts';

/** Where the recorded orders live. */
export const PARTITION = 3;
export const PARTITIONS = 12;
export const INCARNATION = 'aaaaaaaa-0000-4000-8000-000000000001';

/** Orders of the partition that is audited, and one of another partition. */
export const ORDERS = idsWhere((id) => partitionOf(id, PARTITIONS) === PARTITION).slice(0, 4);
export const FOREIGN_ORDER = idsWhere((id) => partitionOf(id, PARTITIONS) !== PARTITION)[0] ?? '';

/** A command as somebody asks for it. */
export interface Asked {
  readonly orderId: string;
  readonly commandId: string;
  readonly command: OrderCommand;
  readonly actor: Actor;
}

/** The records of a partition, by topic. */
export interface RecordedLog {
  readonly commands: readonly CheckedCommand[];
  readonly receipts: readonly CheckedReceipt[];
  readonly events: readonly CheckedEvent[];
  readonly states: readonly CheckedState[];
}

/** What a log holds when a writer has decided these commands, a transaction each. */
export function recordedLog(asked: readonly (Asked | 'unreadable')[]): RecordedLog {
  const ledgers = new Map<string, OrderLedger>();
  const commands: CheckedCommand[] = [];
  const receipts: CheckedReceipt[] = [];
  const events: CheckedEvent[] = [];
  const states: CheckedState[] = [];
  let eventNo = 0;
  asked.forEach((ask, offset) => {
    commands.push(commandAt(ask, offset));
    if (ask !== 'unreadable') {
      const ledger = ledgers.get(ask.orderId) ?? EMPTY_LEDGER;
      const handled = handleCommand(ledger, asRead(ask, offset), {
        decidedAt: 1_000 + offset,
        writerEpoch: 1 + Math.floor(offset / 10),
        newEventId: () => `event-${String((eventNo += 1))}`,
      });
      ledgers.set(ask.orderId, handled.ledger);
      for (const envelope of handled.events) {
        const first = { ...envelope, part: 0, partition: PARTITION, offset: String(events.length) };
        events.push({ offset: events.length, commandOffset: offset, first, parts: [first] });
      }
      receipts.push(receiptAt(ask, { commandOffset: offset, offset: receipts.length }, handled));
      states.push(snapshotAt(ask.orderId, states.length, handled.ledger));
    }
    states.push(positionAt(offset, states.length));
  });
  return { commands, receipts, events, states };
}

/** The findings of an audit of these records, and what it has seen. */
export async function auditOf(
  log: RecordedLog,
  cut: Partial<AuditCut> = {},
): Promise<{ readonly findings: readonly Finding[]; readonly summary: AuditSummary }> {
  const findings: Finding[] = [];
  const all = { ...wholeCut(log), ...cut };
  const audit = createPartitionAudit({
    partition: PARTITION,
    partitions: PARTITIONS,
    incarnation: INCARNATION,
    cut: all,
    onFinding: (finding) => findings.push(finding),
  });
  log.states.forEach(audit.state);
  const streams = {
    commands: inBatches(log.commands),
    receipts: inBatches(log.receipts),
    events: inBatches(log.events),
  };
  for await (const turns of mergeTurns(streams, all.receiptsBefore)) turns.forEach(audit.turn);
  return { summary: audit.finish(), findings };
}

/** The rules that a log breaks, each once. */
export async function rulesBroken(
  log: RecordedLog,
  cut: Partial<AuditCut> = {},
): Promise<readonly string[]> {
  const { findings } = await auditOf(log, cut);
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

function wholeCut({ commands }: RecordedLog): AuditCut {
  return {
    receiptsBefore: Infinity,
    eventsBefore: Infinity,
    statesBefore: Infinity,
    commandsEnd: (commands.at(-1)?.offset ?? -1) + 1,
    commandsFrom: 0,
    receiptsFrom: 0,
  };
}

async function* inBatches<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += 7) {
    yield await Promise.resolve(items.slice(start, start + 7));
  }
}

function idsWhere(fits: (id: string) => boolean): readonly string[] {
  return Array.from({ length: 400 }, (_, n) => orderIdFor('tests', String(n))).filter(fits);
}

function commandAt(ask: Asked | 'unreadable', offset: number): CheckedCommand {
  const known = { offset, writtenAt: 1_000 + offset };
  if (ask === 'unreadable') {
    const nothing = { orderId: '', commandId: '', bodyHash: '', actor: '', commandType: null };
    return { ...known, ...nothing, passedOver: 'Expected a header ce_id, got none' };
  }
  const { orderId, commandId, command, actor } = ask;
  return {
    ...known,
    orderId,
    commandId,
    bodyHash: JSON.stringify(command),
    actor: `${actor.role}:${actor.id}`,
    commandType: command.type,
    passedOver: null,
  };
}

function asRead({ orderId, commandId, command, actor }: Asked, offset: number): ReadCommand {
  return {
    commandId,
    orderId,
    actor,
    command,
    expectedVersion: null,
    bodyHash: JSON.stringify(command),
    correlationId: commandId,
    causationId: null,
    traceparent: null,
    sentAt: 0,
    replyTo: null,
    partition: PARTITION,
    offset: String(offset),
  };
}

function receiptAt(
  { orderId, commandId, command, actor }: Asked,
  { commandOffset, offset }: { readonly commandOffset: number; readonly offset: number },
  { receipt }: ReturnType<typeof handleCommand>,
): CheckedReceipt {
  const read = {
    commandId,
    orderId,
    actor,
    correlationId: commandId,
    bodyHash: JSON.stringify(command),
    traceparent: null,
    receipt,
    partition: PARTITION,
    offset: String(offset),
  };
  return { offset, commandOffset, read };
}

function snapshotAt(orderId: string, offset: number, ledger: OrderLedger): CheckedState {
  const value = { incarnation: INCARNATION, evolveHash: EVOLVE_VERSION, ...ledger };
  return { offset, key: orderId, state: { type: 'OrderSnapshot', value } };
}

function positionAt(commandOffset: number, offset: number): CheckedState {
  const writerEpoch = 1 + Math.floor(commandOffset / 10);
  const value = {
    incarnation: INCARNATION,
    evolveHash: EVOLVE_VERSION,
    commandOffset,
    writerEpoch,
  };
  return { offset, key: 'position', state: { type: 'WriterPosition', value } };
}
