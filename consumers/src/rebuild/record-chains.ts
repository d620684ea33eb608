import type { PackedRecord } from '@karat/infra/log-reader';

/** A record as it is kept. */
export type KeptRecord = Omit<PackedRecord, 'key'>;

/** Records as bytes outside the heap, each of which knows the next one of its chain. */
export interface RecordChains {
  /** Keeps a copy of a record behind another, or as the first of its chain; gives its place. */
  readonly add: (record: KeptRecord, behind: number | null) => number;
  /** The records of a chain from its first place on; their bytes are no copies. */
  readonly from: (place: number) => Generator<KeptRecord, void, undefined>;
  /** Memory used, in bytes; up to 4 MiB more are taken. */
  readonly bytes: () => number;
}

/** Memory that is asked for at once, in bytes; a record that is larger gets a multiple of it. */
const SLAB_BYTES = 4_194_304;

/** What stands before a record: the place of the next one, its offset, its time, its length. */
const NEXT_AT = 0;
const OFFSET_AT = 8;
const TIMESTAMP_AT = 16;
const LENGTH_AT = 24;
const HEAD_BYTES = 28;
/** The place behind the last one of a chain. */
const NOWHERE = -1;

/** Makes room for chains of records; it is given back when nobody holds them any more. */
export function createRecordChains(): RecordChains {
  // A place counts bytes from the first slab on: one of several lengths stands there for each of them.
  const slabs: Buffer[] = [];
  let free = 0;
  const slabAt = (place: number): Buffer => slabs[Math.floor(place / SLAB_BYTES)] ?? NO_BYTES;
  const reserve = (size: number): number => {
    if ((free % SLAB_BYTES) + size > SLAB_BYTES || free === slabs.length * SLAB_BYTES) {
      free = slabs.length * SLAB_BYTES;
      const lengths = Math.ceil(size / SLAB_BYTES);
      const slab = Buffer.allocUnsafeSlow(lengths * SLAB_BYTES);
      for (let length = 0; length < lengths; length += 1) {
        slabs.push(slab.subarray(length * SLAB_BYTES));
      }
    }
    const place = free;
    free += size;
    return place;
  };

  return {
    add: ({ offset, timestamp, bytes }, behind) => {
      const place = reserve(HEAD_BYTES + bytes.length);
      const slab = slabAt(place);
      const at = place % SLAB_BYTES;
      slab.writeDoubleLE(NOWHERE, at + NEXT_AT);
      slab.writeDoubleLE(offset, at + OFFSET_AT);
      slab.writeDoubleLE(timestamp, at + TIMESTAMP_AT);
      slab.writeUInt32LE(bytes.length, at + LENGTH_AT);
      bytes.copy(slab, at + HEAD_BYTES);
      if (behind !== null) slabAt(behind).writeDoubleLE(place, (behind % SLAB_BYTES) + NEXT_AT);
      return place;
    },
    from: function* (first) {
      for (let place = first; place !== NOWHERE;) {
        const slab = slabAt(place);
        const at = place % SLAB_BYTES;
        const start = at + HEAD_BYTES;
        yield {
          offset: slab.readDoubleLE(at + OFFSET_AT),
          timestamp: slab.readDoubleLE(at + TIMESTAMP_AT),
          bytes: slab.subarray(start, start + slab.readUInt32LE(at + LENGTH_AT)),
        };
        place = slab.readDoubleLE(at + NEXT_AT);
      }
    },
    bytes: () => free,
  };
}

const NO_BYTES = Buffer.alloc(0);
