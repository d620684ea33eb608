import { createAuditContext, placeOf, type AuditOptions } from './audit-context.ts';
import { createStatesAudit } from './audit-states.ts';
import { auditDecided, auditEvents, auditLate, rememberEvents } from './audit-turn.ts';
import type { CheckedCommand, CheckedState, Turn } from './checked-records.ts';

/** A command that every writer passes over, so that it has no receipt. */
export interface PassedOver {
  readonly partition: number;
  readonly offset: number;
  readonly reason: string;
}

/** What the audit of a partition has seen. */
export interface AuditSummary {
  readonly orders: number;
  readonly commands: number;
  readonly receipts: number;
  readonly events: number;
  readonly passedOver: number;
  /** The first commands that were passed over. */
  readonly passedOverExamples: readonly PassedOver[];
  /** Commands, receipts and events whose counterparts were deleted for their age. */
  readonly excused: number;
  /** Commands behind the last decided one. */
  readonly undecided: number;
  /** When the oldest of those was written, epoch milliseconds; null when there is none. */
  readonly oldestUndecidedAt: number | null;
}

/** The audit of a partition: it is fed records and reports what is wrong with them. */
export interface PartitionAudit {
  /** A record of the states; all of them come before the first turn. */
  readonly state: (record: CheckedState) => void;
  /** The next turn, by ascending offset of the command. */
  readonly turn: (turn: Turn) => void;
  /** Judges what only the end shows. */
  readonly finish: () => AuditSummary;
}

/** Examples of commands that were passed over, per partition. */
const MAX_EXAMPLES = 20;

/**
 * An auditor of one partition, without I/O: whatever feeds it, a log or a test, it holds every
 * command, receipt, event and state against the others.
 */
export function createPartitionAudit(options: AuditOptions): PartitionAudit {
  const context = createAuditContext(options);
  const states = createStatesAudit(context);
  const order = createOrderCheck(context);
  const counts = { commands: 0, receipts: 0, events: 0, passedOver: 0, excused: 0, undecided: 0 };
  const examples: PassedOver[] = [];
  let oldestUndecidedAt: number | null = null;
  let lastOffset = -1;

  const countCommand = ({ offset, passedOver: reason }: CheckedCommand): void => {
    counts.commands += 1;
    if (reason === null) return;
    counts.passedOver += 1;
    const example = { partition: options.partition, offset, reason };
    if (examples.length < MAX_EXAMPLES) examples.push(example);
  };
  const countUndecided = ({ command, receipts, events }: Turn): void => {
    // What has an answer that is not judged is newer than this audit.
    if (command?.passedOver !== null || receipts.length + events.length > 0) return;
    counts.undecided += 1;
    oldestUndecidedAt ??= command.writtenAt;
  };

  return {
    state: states.state,
    turn: (turn) => {
      counts.receipts += turn.receipts.length;
      counts.events += turn.events.length;
      if (turn.command !== null) countCommand(turn.command);
      if (isExcused(options, turn)) counts.excused += 1;
      order.turn(turn);
      auditEvents(context, turn);
      if (turn.commandOffset <= lastOffset) auditLate(context, turn);
      else if (isDecided(options, turn, states.decidedUpTo())) auditDecided(context, turn);
      else countUndecided(turn);
      rememberEvents(context, turn);
      lastOffset = Math.max(lastOffset, turn.commandOffset);
    },
    finish: () => {
      states.finish(order.seen());
      return {
        orders: [...context.orders.values()].filter(({ version }) => version > 0).length,
        ...counts,
        passedOverExamples: examples,
        oldestUndecidedAt,
      };
    },
  };
}

/** Whether the log has to hold all of this turn: it may still be on its way while others grow. */
function isDecided({ cut }: AuditOptions, turn: Turn, decidedUpTo: number): boolean {
  return (
    turn.isFollowed ||
    turn.commandOffset <= decidedUpTo ||
    turn.receipts.some(({ offset }) => offset < cut.receiptsBefore) ||
    turn.events.some(({ offset }) => offset < cut.eventsBefore)
  );
}

function isExcused({ cut }: AuditOptions, { commandOffset, command, receipts }: Turn): boolean {
  if (command === null && commandOffset < cut.commandsFrom) return true;
  return receipts.length === 0 && commandOffset < cut.receiptsFrom;
}

/** Checks that within each topic the offsets of commands and the numbers of writers go up. */
function createOrderCheck({ report, cut }: ReturnType<typeof createAuditContext>) {
  const last = { receipt: -1, event: -1, epoch: 0, judgedReceipt: -1, judgedEpoch: 0 };
  const backwards = (place: ReturnType<typeof placeOf>, before: number, got: number): void => {
    const message = `Expected a command offset from ${String(before)}, got ${String(got)}`;
    report('offset-backwards', place, message);
  };
  return {
    turn: ({ commandOffset, receipts, events }: Turn): void => {
      for (const { offset, read } of receipts) {
        const place = placeOf('receipts', offset, read.orderId);
        if (commandOffset < last.receipt) backwards(place, last.receipt, commandOffset);
        last.receipt = Math.max(last.receipt, commandOffset);
        if (offset < cut.receiptsBefore) last.judgedReceipt = last.receipt;
      }
      for (const { offset, first } of events) {
        const place = placeOf('events', offset, first.orderId);
        if (commandOffset < last.event) backwards(place, last.event, commandOffset);
        last.event = Math.max(last.event, commandOffset);
        if (first.writerEpoch < last.epoch) {
          const message = `Expected writer ${String(last.epoch)} or later, got ${String(first.writerEpoch)}`;
          report('epoch-backwards', place, message);
        }
        last.epoch = Math.max(last.epoch, first.writerEpoch);
        if (offset < cut.eventsBefore) last.judgedEpoch = last.epoch;
      }
    },
    seen: () => ({ lastReceipt: last.judgedReceipt, writerEpoch: last.judgedEpoch }),
  };
}
