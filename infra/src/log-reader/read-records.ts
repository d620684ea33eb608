import { passOver, readBytes, readText, readVarint, type ByteCursor } from './byte-cursor.ts';
import type { RawRecord } from './raw-record.ts';
import type { RecordBatch } from './record-batch.ts';

/** Where a batch was read. */
export interface ReadPlace {
  readonly topic: string;
  readonly partition: number;
}

/**
 * The records of a batch, whose keys and values are parts of its bytes and no copies.
 * @throws RangeError where the bytes end before the last record.
 * @see https://kafka.apache.org/documentation/#record
 */
export function readRecords(
  { topic, partition }: ReadPlace,
  batch: RecordBatch,
  records: Buffer,
): readonly RawRecord[] {
  const cursor: ByteCursor = { bytes: records, at: 0 };
  const readHeaders = createHeaderReader();
  return Array.from({ length: batch.count }, () => {
    const end = readVarint(cursor) + cursor.at;
    cursor.at += ATTRIBUTES_BYTES;
    const sinceFirst = readVarint(cursor);
    const offset = batch.baseOffset + readVarint(cursor);
    const record = {
      topic,
      partition,
      offset: String(offset),
      key: readBytes(cursor),
      value: readBytes(cursor),
      headers: readHeaders(cursor),
      timestamp: batch.appendTimestamp ?? batch.firstTimestamp + sinceFirst,
    };
    cursor.at = end;
    return record;
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

interface HeaderName {
  readonly bytes: Buffer;
  readonly text: string;
}

/**
 * Reads headers. A record of ours has some thirteen, which is most of what reading costs, and the
 * next one has the same names in the same order: only a name that differs is made a text anew.
 */
function createHeaderReader(): (cursor: ByteCursor) => Record<string, string> {
  const names: HeaderName[] = [];
  const nameAt = (cursor: ByteCursor, index: number): string => {
    const length = readVarint(cursor);
    const start = passOver(cursor, length);
    const known = names[index];
    if (known?.bytes.length === length && isAt(cursor.bytes, start, known.bytes)) return known.text;
    const bytes = cursor.bytes.subarray(start, start + length);
    const name = { bytes, text: bytes.toString('utf8') };
    names[index] = name;
    return name.text;
  };
  return (cursor) => {
    const headers: Record<string, string> = {};
    const count = readVarint(cursor);
    for (let index = 0; index < count; index += 1)
      headers[nameAt(cursor, index)] = readText(cursor);
    return headers;
  };
}

/** A loop, because calling into the runtime for a dozen bytes takes longer. */
function isAt(bytes: Buffer, start: number, expected: Buffer): boolean {
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}
