import { PlatformError } from '../errors.ts';

/** The head of a batch of records, and its records as bytes. */
export interface RecordBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** Time of the first record, epoch ms. */
  readonly firstTimestamp: number;
  /** Time of all records, epoch ms, where the broker stamps them. */
  readonly appendTimestamp: number | null;
  readonly producerId: bigint;
  readonly isTransactional: boolean;
  /** Whether it is a marker of a transaction and no records of anybody's. */
  readonly isControl: boolean;
  /** Bits of which the lowest three name the compression. */
  readonly attributes: number;
  readonly count: number;
  /** Compressed, if they are. */
  readonly records: Buffer;
}

/** Bytes before the length and of it; the length counts what follows. */
const LENGTH_ENDS_AT = 12;
/** Bytes of a head, the count of records included. */
const HEAD_BYTES = 61;
const MAGIC = 2;
const LOG_APPEND_TIME = 0x8;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;

/**
 * The batches of a fetched record set; the last one is left out where the broker has cut it off.
 * Checksums are left to TCP and the broker, as Kafka's own clients may.
 * @throws `undecodable` for a batch of another format than that of Kafka 0.11 and later.
 * @see https://kafka.apache.org/documentation/#recordbatch
 */
export function readBatches(bytes: Buffer): readonly RecordBatch[] {
  const batches: RecordBatch[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length;) {
    const end = at + LENGTH_ENDS_AT + bytes.readInt32BE(at + 8);
    if (end > bytes.length) break;
    batches.push(readBatch(bytes.subarray(at, end)));
    at = end;
  }
  return batches;
}

function readBatch(bytes: Buffer): RecordBatch {
  const magic = bytes.readInt8(16);
  if (magic !== MAGIC) {
    const message = `Expected a batch of format ${String(MAGIC)}, got ${String(magic)}`;
    throw new PlatformError('undecodable', message);
  }
  const attributes = bytes.readInt16BE(21);
  const baseOffset = Number(bytes.readBigInt64BE(0));
  const isStampedByBroker = (attributes & LOG_APPEND_TIME) !== 0;
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(23),
    firstTimestamp: Number(bytes.readBigInt64BE(27)),
    appendTimestamp: isStampedByBroker ? Number(bytes.readBigInt64BE(35)) : null,
    producerId: bytes.readBigInt64BE(43),
    isTransactional: (attributes & TRANSACTIONAL) !== 0,
    isControl: (attributes & CONTROL) !== 0,
    attributes,
    count: bytes.readInt32BE(57),
    records: bytes.subarray(HEAD_BYTES),
  };
}
