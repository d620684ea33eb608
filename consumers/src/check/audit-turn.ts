import { placeOf, type AuditContext } from './audit-context.ts';
import type { CheckedCommand, CheckedEvent, CheckedReceipt, Turn } from './checked-records.ts';
import { fingerprintOf } from './fingerprint-map.ts';
import { traceEvent } from './order-trace.ts';

/** Takes the events of a turn into the traces of their orders, judging each for itself. */
export function auditEvents(context: AuditContext, { events }: Turn): void {
  for (const event of events) {
    const { orderId, eventId } = event.first;
    const place = placeOf('events', event.offset, orderId);
    const trace = context.traceOf(orderId, place);
    const earlier = context.eventIds.get(eventId);
    if (earlier !== null) {
      const message = `Expected an event id once, got ${eventId} again`;
      context.report('event-id-twice', place, message);
    }
    context.eventIds.set(eventId, 1);
    for (const { rule, message } of traceEvent(trace, event)) context.report(rule, place, message);
    if (event.offset < context.cut.eventsBefore) trace.judgedVersion = trace.version;
  }
}

/** Remembers which events a command was answered with, for when it is repeated. */
export function rememberEvents(context: AuditContext, { events }: Turn): void {
  const [event] = events;
  if (event === undefined) return;
  const { commandId, orderId } = event.first;
  const fingerprint = fingerprintOf(events.map(({ first }) => first.eventId));
  context.eventsOf.set(commandId, fingerprint);
  const trace = context.orders.get(orderId);
  if (trace !== undefined) trace.firstEvents ??= fingerprint;
}

/** Judges a command that has been decided by what the log holds of its decision. */
export function auditDecided(context: AuditContext, turn: Turn): void {
  const { command, receipts } = turn;
  const [receipt, ...others] = receipts;
  for (const other of others) reportDoubled(context, turn, other);
  if (receipt === undefined) {
    auditWithoutReceipt(context, turn);
    return;
  }
  if (command === null) auditWithoutCommand(context, turn, receipt);
  else auditAnswer(context, command, receipt);
  auditOutcome(context, turn, receipt);
}

/**
 * Judges what comes after later commands: the order of offsets is reported already, here is told
 * whether it is a second answer. Where the first was missed, it is only in the wrong place.
 */
export function auditLate(context: AuditContext, turn: Turn): void {
  if (turn.receipts.length === 0) auditWithoutReceipt(context, turn);
  const isAnswered = !context.unanswered.delete(turn.commandOffset);
  const again = isAnswered ? turn.receipts : turn.receipts.slice(1);
  for (const receipt of again) reportDoubled(context, turn, receipt);
}

function reportDoubled(context: AuditContext, turn: Turn, receipt: CheckedReceipt): void {
  const message = `Expected one receipt of command ${String(turn.commandOffset)}, got another`;
  context.report('receipt-doubled', placeOfReceipt(receipt), message);
}

function auditWithoutReceipt(context: AuditContext, turn: Turn): void {
  const { command, events, commandOffset } = turn;
  // What is older than the first receipt kept has lost its receipt to age.
  if (commandOffset < context.cut.receiptsFrom) return;
  for (const { offset, first } of events) {
    const message = `Expected a receipt of command ${String(commandOffset)} with this event, got none`;
    context.report('event-without-receipt', placeOf('events', offset, first.orderId), message);
  }
  if (command === null || command.passedOver !== null) return;
  context.unanswered.add(commandOffset);
  const place = placeOf('commands', command.offset, command.orderId);
  const message = `Expected a receipt of command ${command.commandId}, since a later one is decided, got none`;
  context.report('receipt-missing', place, message);
}

function auditWithoutCommand(context: AuditContext, turn: Turn, receipt: CheckedReceipt): void {
  if (turn.commandOffset < context.cut.commandsFrom) return;
  const message = `Expected a command at offset ${String(turn.commandOffset)}, got none`;
  context.report('receipt-without-command', placeOfReceipt(receipt), message);
}

function auditAnswer(
  context: AuditContext,
  command: CheckedCommand,
  receipt: CheckedReceipt,
): void {
  const place = placeOfReceipt(receipt);
  if (command.passedOver !== null) {
    const message = `Expected no answer to a command that is passed over (${command.passedOver}), got one`;
    context.report('passed-over-decided', place, message);
    return;
  }
  const { orderId, commandId, bodyHash, receipt: outcome } = receipt.read;
  const facts = [
    ['order', command.orderId, orderId],
    ['command', command.commandId, commandId],
    ['body hash', command.bodyHash, bodyHash],
    ['command type', command.commandType ?? outcome.commandType, outcome.commandType],
  ] as const;
  for (const [name, expected, got] of facts) {
    if (expected === got) continue;
    context.report('receipt-mismatch', place, `Expected ${name} ${expected}, got ${got}`);
  }
}

function auditOutcome(context: AuditContext, turn: Turn, receipt: CheckedReceipt): void {
  const { orderId, receipt: outcome } = receipt.read;
  const trace = context.traceOf(orderId, placeOfReceipt(receipt));
  auditWritten(context, turn, receipt);
  if (outcome.repeated) {
    auditRepeated(context, receipt);
    return;
  }
  const place = placeOfReceipt(receipt);
  if (outcome.version !== trace.version || outcome.status !== trace.status) {
    const expected = `${String(trace.version)} and status ${trace.status ?? 'none'}`;
    const message = `Expected version ${expected}, got ${String(outcome.version)} and ${outcome.status ?? 'none'}`;
    context.report('receipt-mismatch', place, message);
  }
}

/** The events of a command are those that its receipt names, in order, and nobody else's. */
function auditWritten(context: AuditContext, { events }: Turn, receipt: CheckedReceipt): void {
  const { commandId, orderId, receipt: outcome } = receipt.read;
  const place = placeOfReceipt(receipt);
  const written = events.map(({ first }) => first.eventId);
  const isAccepted = outcome.outcome === 'ACCEPTED';
  const named = isAccepted && !outcome.repeated ? outcome.eventIds : [];
  if (!isSame(named, written)) {
    const message = `Expected events ${listed(named)} by the receipt, got ${listed(written)}`;
    context.report('events-mismatch', place, message);
  }
  const unnamed = isAccepted ? outcome.eventIds.length === 0 : outcome.eventIds.length > 0;
  if (unnamed) {
    const message = `Expected ${isAccepted ? 'events of' : 'no events with'} ${outcome.outcome}, got ${listed(outcome.eventIds)}`;
    context.report('events-mismatch', place, message);
  }
  for (const event of events) auditOrigin(context, event, { commandId, orderId });
}

function auditOrigin(
  context: AuditContext,
  { offset, first }: CheckedEvent,
  { commandId, orderId }: { readonly commandId: string; readonly orderId: string },
): void {
  if (first.commandId === commandId && first.orderId === orderId) return;
  const message = `Expected command ${commandId} of order ${orderId}, got ${first.commandId} of ${first.orderId}`;
  context.report('events-mismatch', placeOf('events', offset, first.orderId), message);
}

/**
 * A repetition is answered with the events of the first time. An order may be begun anew under its
 * reference by another command: that one is answered with the events that began the order.
 */
function auditRepeated(context: AuditContext, receipt: CheckedReceipt): void {
  const { commandId, orderId, receipt: outcome } = receipt.read;
  const first = context.eventsOf.get(commandId);
  const begun = context.orders.get(orderId)?.firstEvents ?? null;
  if (outcome.outcome !== 'ACCEPTED') {
    if (first === null) return;
    const message = `Expected the answer of the first time, ACCEPTED, got ${outcome.outcome}`;
    context.report('repeat-mismatch', placeOfReceipt(receipt), message);
    return;
  }
  const named = fingerprintOf(outcome.eventIds);
  if (named === first || (first === null && named === begun)) return;
  const message = `Expected the events of the first time, got ${listed(outcome.eventIds)}`;
  context.report('repeat-mismatch', placeOfReceipt(receipt), message);
}

function placeOfReceipt({ offset, read }: CheckedReceipt) {
  return placeOf('receipts', offset, read.orderId);
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function listed(ids: readonly string[]): string {
  return ids.length === 0 ? 'none' : ids.join(', ');
}
