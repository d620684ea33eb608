import type { Actor } from './actor.ts';
import type { CommandReceipt, OrderCommand, OrderEvent } from './records.ts';

/** A command with everything that is known about who asked, when and on what ground. */
export interface CommandEnvelope {
  /** UUID derived from the caller and its idempotency key, or from the causing event. */
  readonly commandId: string;
  readonly orderId: string;
  readonly actor: Actor;
  readonly command: OrderCommand;
  /** The version the caller believes the order to have; null when it does not care. */
  readonly expectedVersion: number | null;
  /** SHA-256 of the body in hex, to tell a repetition from a reused key. */
  readonly bodyHash: string;
  readonly correlationId: string;
  /** The event that caused the command; null when a person or another system did. */
  readonly causationId: string | null;
  /** W3C trace context. */
  readonly traceparent: string | null;
  /** The sender's clock, epoch milliseconds; shown, never believed. */
  readonly sentAt: number;
  /** Name of the process that waits for the outcome; null when none does. */
  readonly replyTo: string | null;
}

/** An event with everything that is known about how it came to be. */
export interface EventEnvelope {
  /** UUIDv7 of the event. */
  readonly eventId: string;
  readonly orderId: string;
  /** Version of the order after the event, from 1 without a gap. */
  readonly version: number;
  /** When it was decided, epoch milliseconds UTC; never before the order's last event. */
  readonly occurredAt: number;
  readonly actor: Actor;
  readonly event: OrderEvent;
  readonly commandId: string;
  /** SHA-256 of the command's body, so that what the order remembers can be folded again. */
  readonly bodyHash: string;
  /** Offset of the command in the command partition of the same number, decimal. */
  readonly commandOffset: string;
  readonly correlationId: string;
  /** W3C trace context. */
  readonly traceparent: string | null;
  /** Number of the writer that wrote it. */
  readonly writerEpoch: number;
}

/** Where a record stands in its topic; offset is decimal. */
export interface RecordPosition {
  readonly partition: number;
  readonly offset: string;
}

/** A command as it was read. */
export type ReadCommand = CommandEnvelope & RecordPosition;

/** What is known of a command whose value has not been read, or cannot be. */
export type CommandHeaders = Omit<ReadCommand, 'command'>;

/**
 * An event as it was read. A record of an old version may mean several events of today: they share
 * its version and position, and `part` counts them from 0.
 */
export type ReadEvent = EventEnvelope & RecordPosition & { readonly part: number };

/** The outcome of a command on its way back to whoever waits for it. */
export interface Outcome {
  readonly commandId: string;
  readonly orderId: string;
  readonly bodyHash: string;
  /** Who has sent the command; null on receipts of the first release. */
  readonly actor: Actor | null;
  /** What the command belongs to; null on receipts of the first release. */
  readonly correlationId: string | null;
  readonly traceparent: string | null;
  readonly receipt: CommandReceipt;
}

/** An outcome as whoever waits is told it: with how far a view has to be to show what it is about. */
export interface ToldOutcome extends Outcome {
  /** A position token; null where a writer of an earlier release has told it. */
  readonly position: string | null;
}
