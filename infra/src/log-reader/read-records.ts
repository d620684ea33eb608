import { passOver, readBytes, readVarint, type ByteCursor } from './byte-cursor.ts';
import type { RawRecord } from './raw-record.ts';
import type { RecordBatch } from './record-batch.ts';

/** Where a batch was read. */
export interface ReadPlace {
  readonly topic: string;
  readonly partition: number;
}

/** A record as it lies in its batch: what it holds is read when somebody asks for it. */
export interface PackedRecord {
  readonly offset: number;
  /** Broker's or producer's time, epoch ms. */
  readonly timestamp: number;
  /** Part of `bytes`. */
  readonly key: Buffer | null;
  /** Key, value and headers; part of the bytes of the batch and no copy. */
  readonly bytes: Buffer;
}

/**
 * The records of a batch, whose keys and values are parts of its bytes and no copies.
 * @throws RangeError where the bytes end before the last record.
 * @see https://kafka.apache.org/documentation/#record
 */
export function readRecords(
  place: ReadPlace,
  batch: RecordBatch,
  records: Buffer,
): readonly RawRecord[] {
  const cursor: ByteCursor = { bytes: records, at: 0 };
  const readBody = createBodyReader(place);
  return Array.from({ length: batch.count }, () => {
    const head = readHead(cursor, batch);
    const record = readBody(head, cursor);
    cursor.at = head.end;
    return record;
  });
}

/**
 * The same without reading more than their keys, for headers are most of what reading costs.
 * @throws RangeError where the bytes end before the last record.
 */
export function packRecords(batch: RecordBatch, records: Buffer): readonly PackedRecord[] {
  const cursor: ByteCursor = { bytes: records, at: 0 };
  return Array.from({ length: batch.count }, () => {
    const { offset, timestamp, end } = readHead(cursor, batch);
    const start = cursor.at;
    const key = readBytes(cursor);
    passOver(cursor, end - cursor.at);
    return { offset, timestamp, key, bytes: records.subarray(start, end) };
  });
}

/** Reads what records hold that were packed. */
export type UnpackRecord = (packed: Omit<PackedRecord, 'key'>) => RawRecord;

/** Makes an {@link UnpackRecord} for the records of a partition. */
export function createUnpackRecord(place: ReadPlace): UnpackRecord {
  const readBody = createBodyReader(place);
  return (packed) => readBody(packed, { bytes: packed.bytes, at: 0 });
}

interface RecordHead {
  readonly offset: number;
  readonly timestamp: number;
  /** Where the next record begins. */
  readonly end: number;
}

function readHead(cursor: ByteCursor, batch: RecordBatch): RecordHead {
  const end = readVarint(cursor) + cursor.at;
  cursor.at += ATTRIBUTES_BYTES;
  const sinceFirst = readVarint(cursor);
  const offset = batch.baseOffset + readVarint(cursor);
  return { offset, timestamp: batch.appendTimestamp ?? batch.firstTimestamp + sinceFirst, end };
}

function createBodyReader({ topic, partition }: ReadPlace) {
  const readHeaders = createHeaderReader();
  return (
    { offset, timestamp }: Pick<RecordHead, 'offset' | 'timestamp'>,
    cursor: ByteCursor,
  ): RawRecord => ({
    topic,
    partition,
    offset: String(offset),
    key: readBytes(cursor),
    value: readBytes(cursor),
    headers: readHeaders(cursor),
    timestamp,
  });
}

/** Whether a marker says that its transaction was aborted: a version and a type, each 16 bits. */
export function isAbortMarker(batch: RecordBatch): boolean {
  if (!batch.isControl) return false;
  const [marker] = readRecords({ topic: '', partition: 0 }, batch, batch.records);
  return marker?.key?.readInt16BE(2) === ABORT;
}

/** Bits of a record that nothing uses yet. */
const ATTRIBUTES_BYTES = 1;
const ABORT = 0;

/** A text as it was read last at some place, and the bytes that it was made of. */
interface KnownText {
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * Reads headers. A record of ours has some thirteen, which is most of what reading costs, and the
 * next one has the same names in the same order and many of the same values: only what differs is
 * made a text anew, so that equal texts are one in memory, too.
 */
function createHeaderReader(): (cursor: ByteCursor) => Record<string, string> {
  const readName = createTextReader();
  const readHeaderValue = createTextReader();
  return (cursor) => {
    const headers: Record<string, string> = {};
    const count = readVarint(cursor);
    for (let index = 0; index < count; index += 1) {
      headers[readName(cursor, index)] = readHeaderValue(cursor, index);
    }
    return headers;
  };
}

/** Reads texts behind their length, of which that of the same index was most often the same before. */
function createTextReader(): (cursor: ByteCursor, index: number) => string {
  const texts: KnownText[] = [];
  return (cursor, index) => {
    const length = Math.max(0, readVarint(cursor));
    const start = passOver(cursor, length);
    const known = texts[index];
    if (known?.bytes.length === length && isAt(cursor.bytes, start, known.bytes)) return known.text;
    const bytes = cursor.bytes.subarray(start, start + length);
    const read = { bytes, text: bytes.toString('utf8') };
    texts[index] = read;
    return read.text;
  };
}

/** A loop, because calling into the runtime for a dozen bytes takes longer. */
function isAt(bytes: Buffer, start: number, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}
