import { isTerminal } from '@karat/schemas';
import type {
  AcceptedCommand,
  CommandOutcome,
  CommandReceipt,
  EventEnvelope,
  OrderCommand,
  OrderState,
  ReadCommand,
  Refusal,
  RefusedCommand,
} from '@karat/schemas';
import { decide } from './decide.ts';
import { refusal } from './decision.ts';
import { evolve } from './evolve.ts';
import {
  MAX_ACCEPTED,
  recall,
  rememberAccepted,
  rememberRefused,
  type OrderLedger,
} from './ledger.ts';

/** What the shell supplies, because the core has no clock, no randomness and no log. */
export interface Stamp {
  /** Epoch milliseconds UTC, never before the order's last event. */
  readonly decidedAt: number;
  readonly writerEpoch: number;
  readonly newEventId: () => string;
}

/** A command's outcome: what is written, and what the order remembers afterwards. */
export interface Handled {
  readonly events: readonly EventEnvelope[];
  readonly receipt: CommandReceipt;
  readonly ledger: OrderLedger;
}

/**
 * Decides a command once: a repetition gets the first answer, the same key with another body is
 * told so, everything else goes to `decide`.
 */
export function handleCommand(ledger: OrderLedger, command: ReadCommand, stamp: Stamp): Handled {
  const known = recall(ledger, command) ?? firstCreation(ledger, command);
  if (known !== null) return handleRepeated(ledger, { command, known, stamp });
  if (ledger.accepted.length >= MAX_ACCEPTED && !bringsToAnEnd(ledger, command)) {
    const detail = `Expected at most ${String(MAX_ACCEPTED)} commands an order, got more`;
    return handleRefused(ledger, { command, stamp }, refusal('over-capacity', detail));
  }
  const decision = decide({ ...command, decidedAt: stamp.decidedAt }, ledger.state);
  if (decision.kind === 'refused') {
    return handleRefused(ledger, { command, stamp }, decision.refusal);
  }
  const events = decision.kind === 'accepted' ? decision.events : [];
  return handleAccepted(
    ledger,
    { command, stamp },
    events.map((event, index) => {
      return envelopeOf({ command, stamp }, event, (ledger.state?.version ?? 0) + index + 1);
    }),
  );
}

/**
 * The outcome of a command on which deciding failed. The order does not remember it, so that the
 * same command can be decided once the fault is mended.
 */
export function handleUndecidable(
  ledger: OrderLedger,
  command: ReadCommand,
  stamp: Stamp,
): Handled {
  const reason = refusal(
    'validation',
    'Expected a command that can be decided, got one that fails',
  );
  const receipt = receiptBase({ command, stamp }, ledger.state);
  return { ledger, events: [], receipt: { ...receipt, outcome: 'REFUSED', refusal: reason } };
}

/** With these an order goes straight to its end, so that one that is full is never dead. */
const ENDING: readonly OrderCommand['type'][] = [
  'CompleteManufacturing',
  'StartPackaging',
  'ShipOrder',
  'CloseOrder',
  'CancelOrder',
];

/** Each of these is accepted at most once more before the order is over, so its memory has a bound. */
function bringsToAnEnd({ state }: OrderLedger, { command: { type } }: ReadCommand): boolean {
  if (state === null) return false;
  return isTerminal(state.status)
    ? type === 'ErasePersonalData' && !state.erased
    : ENDING.includes(type);
}

interface Handling {
  readonly command: ReadCommand;
  readonly stamp: Stamp;
}

/** A creation under the reference of an order that exists meets the command that created it. */
function firstCreation(ledger: OrderLedger, { command }: ReadCommand): AcceptedCommand | null {
  const begins = command.type === 'InitiateOrder' || command.type === 'ImportOrder';
  return begins ? (ledger.accepted[0] ?? null) : null;
}

function handleRepeated(
  ledger: OrderLedger,
  { command, known, stamp }: Handling & { known: AcceptedCommand | RefusedCommand },
): Handled {
  const base = { ...receiptBase({ command, stamp }, ledger.state), repeated: true };
  // An empty hash is that of a command known only from a log without it: trusted.
  if (known.bodyHash !== '' && known.bodyHash !== command.bodyHash) {
    const detail = 'Expected the body first sent with this key or reference, got another';
    const reused = refusal('idempotency-key-reused', detail);
    const receipt = { ...base, repeated: false, outcome: 'REFUSED', refusal: reused } as const;
    return { ledger, events: [], receipt };
  }
  if ('refusal' in known) {
    return { ledger, events: [], receipt: { ...base, outcome: 'REFUSED', refusal: known.refusal } };
  }
  const { outcome, version, status, eventIds } = known;
  return { ledger, events: [], receipt: { ...base, outcome, version, status, eventIds } };
}

function handleRefused(ledger: OrderLedger, handling: Handling, reason: Refusal): Handled {
  const { commandId, bodyHash } = handling.command;
  return {
    events: [],
    receipt: { ...receiptBase(handling, ledger.state), outcome: 'REFUSED', refusal: reason },
    ledger: rememberRefused(ledger, { commandId, bodyHash, refusal: reason }),
  };
}

function handleAccepted(
  ledger: OrderLedger,
  handling: Handling,
  events: readonly EventEnvelope[],
): Handled {
  const state = events.reduce<OrderState | null>(evolve, ledger.state);
  const outcome: CommandOutcome = events.length > 0 ? 'ACCEPTED' : 'NO_CHANGE';
  const eventIds = events.map((event) => event.eventId);
  const receipt = { ...receiptBase(handling, state), outcome, eventIds };
  const { commandId, bodyHash } = handling.command;
  // A change or its absence presupposes an order; `decide` refuses all else.
  const status = state?.status ?? 'INITIATED';
  const entry = { commandId, bodyHash, outcome, version: receipt.version, status, eventIds };
  return { events, receipt, ledger: rememberAccepted({ ...ledger, state }, entry) };
}

function receiptBase({ command, stamp }: Handling, state: OrderState | null): CommandReceipt {
  return {
    commandType: command.command.type,
    outcome: 'NO_CHANGE',
    repeated: false,
    commandOffset: Number(command.offset),
    version: state?.version ?? 0,
    status: state?.status ?? null,
    eventIds: [],
    decidedAt: stamp.decidedAt,
    refusal: null,
  };
}

function envelopeOf(
  { command, stamp }: Handling,
  event: EventEnvelope['event'],
  version: number,
): EventEnvelope {
  return {
    eventId: stamp.newEventId(),
    orderId: command.orderId,
    version,
    occurredAt: stamp.decidedAt,
    actor: command.actor,
    event,
    commandId: command.commandId,
    bodyHash: command.bodyHash,
    commandOffset: command.offset,
    correlationId: command.correlationId,
    traceparent: command.traceparent,
    writerEpoch: stamp.writerEpoch,
  };
}
