/** Why an order is parked; each is for good: the same bytes and the same code fail again. */
export type ParkReason =
  | 'undecodable'
  | 'schema-unknown'
  | 'version-gap'
  | 'fold-failed'
  | 'document-refused'
  | 'effect-failed';

/** What an operator has asked for; the consumer carries it out in its own time. */
export interface ParkedRequest {
  /** Identifies the request. */
  readonly id: string;
  /** Handle what waits, from the parked record on, or step over that one record first. */
  readonly kind: 'retry' | 'skip';
  /** When it was asked for, epoch ms. */
  readonly at: number;
}

/** An order whose records wait, from one that cannot be handled on, while all others go on. */
export interface ParkedOrder {
  /** Consumer group. */
  readonly group: string;
  /** Key of its records; a record without one is parked alone, under a name made of its offset. */
  readonly orderId: string;
  readonly partition: number;
  /** Offset of the record that could not be handled, the first that waits. */
  readonly offset: bigint;
  readonly reason: ParkReason;
  /** What was expected and what was got; without personal data. */
  readonly detail: string;
  /** When it was parked, epoch ms. */
  readonly parkedAt: number;
  /** Records that wait behind the first one. */
  readonly waiting: number;
  /** Offset of the last record that waits. */
  readonly lastOffset: bigint;
  /** Attempts that have failed, at least 1. */
  readonly attempts: number;
  readonly request: ParkedRequest | null;
}

/** A record that an operator has had stepped over. */
export interface SkippedRecord {
  readonly orderId: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Version of the order in the headers of the record; null where it does not say. */
  readonly version: number | null;
}

/** The part of a parked order that changes while it is parked. */
export type ParkedChange = Partial<
  Pick<
    ParkedOrder,
    'offset' | 'reason' | 'detail' | 'waiting' | 'lastOffset' | 'attempts' | 'request'
  >
>;
