import type { ReadEvent } from '@karat/schemas';
import type { ReadReceipt, StateRecord } from '@karat/schemas/codec';

/** A command as the check needs it: its headers, for only a writer needs what is asked. */
export interface CheckedCommand {
  readonly offset: number;
  /** When Kafka took it, epoch milliseconds. */
  readonly writtenAt: number;
  readonly orderId: string;
  readonly commandId: string;
  readonly bodyHash: string;
  /** Who sent it, as role:id. */
  readonly actor: string;
  /** Name of the command; null when the headers do not tell it. */
  readonly commandType: string | null;
  /** Why writers pass it over; null when they have to decide it. */
  readonly passedOver: string | null;
}

/** A receipt as it was read. */
export interface CheckedReceipt {
  readonly offset: number;
  readonly commandOffset: number;
  readonly read: ReadReceipt;
}

/** A record of events: one event, or the several that a record of an old version stands for. */
export interface CheckedEvent {
  readonly offset: number;
  readonly commandOffset: number;
  /** The event whose envelope is that of the record. */
  readonly first: ReadEvent;
  /** All events of the record, the first included. */
  readonly parts: readonly ReadEvent[];
}

/** A record of the writer's changelog. */
export interface CheckedState {
  readonly offset: number;
  readonly key: string;
  readonly state: StateRecord;
}

/** Everything that the log holds about one command. */
export interface Turn {
  /** Offset of the command in its partition. */
  readonly commandOffset: number;
  readonly command: CheckedCommand | null;
  readonly receipts: readonly CheckedReceipt[];
  readonly events: readonly CheckedEvent[];
  /** Whether a later command is known to be decided, so that this one has to be, too. */
  readonly isFollowed: boolean;
}
