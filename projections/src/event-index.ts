import type { Projection, Versioned } from './projection.ts';

/** Where the events of one order stand in the log, in Mongo. This is a format. */
export interface EventIndex extends Versioned {
  readonly orderId: string;
  /** Partition of the topic of events; 0 before the first event. */
  readonly partition: number;
  /** Offset of the record of each version, that of version 1 first; null for one skipped. */
  readonly offsets: readonly (number | null)[];
}

/**
 * The records of each order, so that a single history is read without reading the log. Kafka knows
 * no key but the place. Of a record that stands in the log twice the first place is kept, since
 * readers pass over the second.
 */
export const eventIndex: Projection<EventIndex> = {
  name: 'event-index',
  database: 'view_operations',
  personal: false,
  indexes: [],
  initial: (orderId) => ({ orderId, version: 0, partition: 0, offsets: [] }),
  keyOf: ({ orderId }) => orderId,
  evolve: (index, { version, part, partition, offset }) => ({
    ...index,
    version,
    partition,
    // An old record that is read as several events has one place.
    offsets: part === 0 ? [...upTo(version - 1, index.offsets), Number(offset)] : index.offsets,
  }),
};

/** A record that was stepped over has moved the version and left no offset. */
function upTo(version: number, offsets: EventIndex['offsets']): EventIndex['offsets'] {
  const skipped = Array.from({ length: Math.max(0, version - offsets.length) }, () => null);
  return [...offsets, ...skipped];
}
