import { PlatformError } from '@karat/infra/errors';
import type { CommandHeaders, Outcome, ReadCommand, TopicNames } from '@karat/schemas';
import { encodeEvent, encodeReceipt, type Codec } from '@karat/schemas/codec';
import { toAppend, type Append } from './event-log.ts';
import {
  handleCommand,
  handleUndecidable,
  type Handled,
  type Stamp,
} from './order/handle-command.ts';
import { EMPTY_LEDGER, type OrderLedger } from './order/ledger.ts';
import type { Incoming } from './read-commands.ts';
import { refuseUnreadable } from './refuse-unreadable.ts';

/** What deciding commands needs. */
export interface DecideOptions {
  readonly codec: Codec;
  readonly topics: TopicNames;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly newEventId: () => string;
  /** Told of a command that the decider fails on: a fault of ours. It is refused. */
  readonly onUndecidable: (command: ReadCommand, error: unknown) => void;
  readonly limits: BatchLimits;
}

/** When a batch is closed, so that those who wait for its first command do not wait for ever. */
export interface BatchLimits {
  /** Commands in one transaction at most. */
  readonly commands: number;
  /** Time that deciding may take before what there is gets committed, milliseconds. */
  readonly decidingMs: number;
  /** Bytes of the events and receipts of one transaction, about; the command that exceeds it counts. */
  readonly bytes: number;
}

/** Why a batch was closed: a limit, or there was nothing more to decide. A label: it is a format. */
export type CloseReason = 'commands' | 'time' | 'bytes' | 'end';

/** An outcome with the process that waits for it, if one does. */
export interface Decided {
  readonly outcome: Outcome;
  readonly command: CommandHeaders;
}

/** What becomes of some commands, not yet written. */
export interface Decisions {
  readonly decided: readonly Decided[];
  /** Events and receipts in the order in which they are to be written. */
  readonly appends: readonly Append[];
  /** How many of the commands were decided before time or bytes ran out; at least one. */
  readonly count: number;
  readonly closedBy: Exclude<CloseReason, 'commands'>;
}

/**
 * Decides commands one after the other on an overlay of ledgers, which becomes the state only when
 * what comes of them has been committed.
 */
export function decideCommands(
  options: DecideOptions,
  incoming: readonly Incoming[],
  overlay: Overlay,
): Decisions {
  const { decidingMs, bytes: maxBytes } = options.limits;
  const deadline = performance.now() + decidingMs;
  const decided: Decided[] = [];
  const appends: Append[] = [];
  let bytes = 0;
  for (const each of incoming) {
    const { outcome, records } = decideOne(options, each, overlay);
    decided.push({ outcome, command: each.command });
    for (const record of records) {
      appends.push(record);
      bytes += record.bytes;
    }
    const isLast = decided.length === incoming.length;
    const count = decided.length;
    if (!isLast && bytes >= maxBytes) return { decided, appends, count, closedBy: 'bytes' };
    if (!isLast && performance.now() >= deadline) {
      return { decided, appends, count, closedBy: 'time' };
    }
  }
  return { decided, appends, count: decided.length, closedBy: 'end' };
}

/** The orders that commands are decided on, and who decides. */
export interface Overlay {
  /** As the log has them. */
  readonly known: ReadonlyMap<string, OrderLedger>;
  /** As they stand after the commands decided so far; those that nothing changed are not in it. */
  readonly changed: Map<string, OrderLedger>;
  readonly writerEpoch: number;
}

interface Written {
  readonly outcome: Outcome;
  readonly records: readonly Append[];
}

function decideOne(
  options: DecideOptions,
  incoming: Incoming,
  { known, changed, writerEpoch }: Overlay,
): Written {
  const { orderId } = incoming.command;
  const ledger = changed.get(orderId) ?? known.get(orderId) ?? EMPTY_LEDGER;
  // A clock that was set back must not make an order's history run backwards.
  const decidedAt = Math.max(options.clock(), ledger.state?.lastEventAt ?? 0);
  const stamp = { decidedAt, newEventId: options.newEventId, writerEpoch };
  if (incoming.kind === 'unreadable') {
    const receipt = refuseUnreadable(ledger, incoming, stamp);
    return toWritten(options, incoming.command, { events: [], receipt, ledger });
  }
  return decideReadable(options, incoming.command, { ledger, stamp, changed });
}

interface Deciding {
  readonly ledger: OrderLedger;
  readonly stamp: Stamp;
  readonly changed: Map<string, OrderLedger>;
}

function decideReadable(
  options: DecideOptions,
  command: ReadCommand,
  { ledger, stamp, changed }: Deciding,
): Written {
  try {
    const handled = handleCommand(ledger, command, stamp);
    const written = toWritten(options, command, handled);
    if (handled.ledger !== ledger) changed.set(command.orderId, handled.ledger);
    return written;
  } catch (error) {
    // Thrown again it would come again with the same command, and nothing behind it were decided.
    options.onUndecidable(command, error);
    return toWritten(options, command, handleUndecidable(ledger, command, stamp));
  }
}

/** Far below what the broker takes, so that the state that an order folds to fits as well. */
const MAX_RECORD_BYTES = 250_000;

function toWritten(
  { codec, topics }: DecideOptions,
  command: CommandHeaders,
  { events, receipt }: Handled,
): Written {
  const { commandId, orderId, bodyHash, actor, correlationId, traceparent } = command;
  const outcome = { commandId, orderId, bodyHash, actor, correlationId, traceparent, receipt };
  const records = events.map((event) => toAppend(topics.events, encodeEvent(codec, event)));
  records.push(toAppend(topics.receipts, encodeReceipt(codec, outcome)));
  for (const { bytes } of records) {
    if (bytes <= MAX_RECORD_BYTES) continue;
    const message = `Expected records up to ${String(MAX_RECORD_BYTES)} bytes, got ${String(bytes)}`;
    throw new PlatformError('invalid-argument', message, { context: { orderId, commandId } });
  }
  return { outcome, records };
}
