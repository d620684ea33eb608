import { createUnpackRecord, type RawRecord } from '@karat/infra/log-reader';
import { createRecordChains, type KeptRecord } from './record-chains.ts';

/** Where records wait until all of their orders are there. */
export interface HeldRecords {
  /** Keeps a copy of a record; those of an order have to come in their order. */
  readonly hold: (orderId: string, record: KeptRecord) => void;
  /** Memory used outside the heap, in bytes; up to 4 MiB more are taken. */
  readonly bytes: () => number;
  /** The same without the orders that are not wanted any more; this one is not to be used again. */
  readonly keepOnly: (isWanted: (orderId: Uint8Array) => boolean) => HeldRecords;
  /** All records: those of an order together and in their order, some whole orders at a time. */
  readonly histories: () => Generator<readonly RawRecord[], void, undefined>;
}

/** So many records, or somewhat more, are given at once. */
const RECORDS_AT_ONCE = 1_000;

/** Places of records of an order. */
interface Chain {
  readonly first: number;
  last: number;
}

/**
 * Makes room for records of a partition. As objects, alive as long as the partition is read, they
 * or what is folded of them would be copied and looked at again and again by the collection of
 * garbage: a fifth of the time of a rebuild, and twice the memory. Bytes are left alone.
 */
export function createHeldRecords(topic: string, partition: number): HeldRecords {
  const unpack = createUnpackRecord({ topic, partition });
  const records = createRecordChains();
  const orders = new Map<string, Chain>();
  return {
    hold: (orderId, record) => {
      const chain = orders.get(orderId);
      const place = records.add(record, chain?.last ?? null);
      if (chain === undefined) orders.set(orderId, { first: place, last: place });
      else chain.last = place;
    },
    bytes: records.bytes,
    keepOnly: (isWanted) => {
      const kept = createHeldRecords(topic, partition);
      for (const [orderId, { first }] of orders) {
        if (!isWanted(Buffer.from(orderId))) continue;
        for (const record of records.from(first)) kept.hold(orderId, record);
      }
      return kept;
    },
    histories: function* () {
      let some: RawRecord[] = [];
      for (const { first } of orders.values()) {
        for (const record of records.from(first)) some.push(unpack(record));
        if (some.length < RECORDS_AT_ONCE) continue;
        yield some;
        some = [];
      }
      if (some.length > 0) yield some;
    },
  };
}
