import { statusAfter, type OrderStatus, type ReadEvent } from '@karat/schemas';
import { allowedBefore } from './allowed-before.ts';
import type { CheckedEvent } from './checked-records.ts';
import type { Rule } from './finding.ts';

/** What the check keeps of an order; changed in place, because a log has millions of events. */
export interface OrderTrace {
  version: number;
  /** Version after the last event that the check holds the states to. */
  judgedVersion: number;
  /** Null before the first event. */
  status: OrderStatus | null;
  /** Time of the last event, epoch milliseconds. */
  lastEventAt: number;
  /** Who works on it; null when nobody does, or it is not known. */
  operatorId: string | null;
  /** Fingerprint of the events of the command that began the order. */
  firstEvents: number | null;
  /** Version of the newest state; null when there is none. */
  stateVersion: number | null;
  /** The same, of the states that the check holds the events to. */
  judgedStateVersion: number | null;
}

/** A rule that an event breaks. */
export interface BrokenRule {
  readonly rule: Rule;
  readonly message: string;
}

/** The trace of an order of which nothing is known. */
export function newOrderTrace(): OrderTrace {
  return {
    version: 0,
    judgedVersion: 0,
    status: null,
    lastEventAt: 0,
    operatorId: null,
    firstEvents: null,
    stateVersion: null,
    judgedStateVersion: null,
  };
}

/** Takes a record of events into the trace, and gives the rules that it breaks. */
export function traceEvent(trace: OrderTrace, event: CheckedEvent): readonly BrokenRule[] {
  const broken: BrokenRule[] = [];
  const { version, occurredAt } = event.first;
  if (version !== trace.version + 1) {
    const message = `Expected version ${String(trace.version + 1)}, got ${String(version)}`;
    broken.push({ rule: 'version-gap', message });
  }
  if (occurredAt < trace.lastEventAt) {
    const message = `Expected a time from ${isoTime(trace.lastEventAt)}, got ${isoTime(occurredAt)}`;
    broken.push({ rule: 'time-backwards', message });
  }
  for (const part of event.parts) broken.push(...traceStatus(trace, part));
  // What the record says, so that one gap is one finding.
  trace.version = version;
  trace.lastEventAt = Math.max(trace.lastEventAt, occurredAt);
  return broken;
}

function traceStatus(trace: OrderTrace, { event }: ReadEvent): readonly BrokenRule[] {
  const broken = [...forbiddenTransition(trace, event), ...otherOperator(trace, event)];
  trace.status = statusAfter(event, trace.status ?? 'INITIATED');
  trace.operatorId = operatorAfter(trace, event);
  return broken;
}

function forbiddenTransition(
  { status, operatorId, version }: OrderTrace,
  { type }: ReadEvent['event'],
): readonly BrokenRule[] {
  const allowed = allowedBefore(type);
  if (isAllowed(allowed, status)) return [];
  // An order that is imported while it waits for its price is submitted anew at once.
  if (type === 'OrderSubmitted' && status === 'SUBMITTED' && version === 1) return [];
  if (type === 'OrderClaimed' && status === 'MANUFACTURING_STARTED') {
    const message = `Expected one claim at a time, got another while ${operatorId ?? 'somebody'} has the order`;
    return [{ rule: 'claimed-twice', message }];
  }
  const expected = allowed.size === 0 ? 'no order yet' : [...allowed].join(' or ');
  const message = `Expected ${type} in ${expected}, got it in ${status ?? 'no order'}`;
  return [{ rule: 'transition-forbidden', message }];
}

/** Whether an event may follow a status; one that nothing may precede begins its order. */
function isAllowed(allowed: ReadonlySet<OrderStatus>, status: OrderStatus | null): boolean {
  return status === null ? allowed.size === 0 : allowed.has(status);
}

function otherOperator(
  { operatorId }: OrderTrace,
  event: ReadEvent['event'],
): readonly BrokenRule[] {
  const holder = holderBefore(event);
  if (operatorId === null || holder === null || holder === operatorId) return [];
  const message = `Expected ${event.type} by ${operatorId}, who has the order, got ${holder}`;
  return [{ rule: 'claimed-twice', message }];
}

/** Who had the order before an event, where the event tells it. */
function holderBefore(event: ReadEvent['event']): string | null {
  if (event.type === 'ManufacturingCompleted') return event.data.operatorId;
  return event.type === 'OrderHandedOver' ? event.data.fromOperatorId : null;
}

function operatorAfter(trace: OrderTrace, event: ReadEvent['event']): string | null {
  if (event.type === 'OrderClaimed' || event.type === 'OrderHandedOver') {
    return event.data.operatorId;
  }
  if (event.type === 'OrderImported') return event.data.operatorId;
  return trace.status === 'MANUFACTURING_STARTED' ? trace.operatorId : null;
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
