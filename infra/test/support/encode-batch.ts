import type { RecordBatch } from '../../src/log-reader/record-batch.ts';

/** A record to be written as Kafka writes it. */
export interface BatchRecord {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, string | null])[];
}

/** A number as Kafka's records have it. */
export function varint(value: number): Buffer {
  let left = value >= 0 ? BigInt(value) * 2n : -BigInt(value) * 2n - 1n;
  const bytes: number[] = [];
  while (left > 0x7fn) {
    bytes.push(Number(left & 0x7fn) | 0x80);
    left >>= 7n;
  }
  return Buffer.from([...bytes, Number(left)]);
}

/** The head of a batch as somebody's records; what is given replaces parts of it. */
export function batchOf(given: Partial<RecordBatch>): RecordBatch {
  return {
    baseOffset: 0,
    lastOffset: 0,
    firstTimestamp: 1_767_225_600_000,
    appendTimestamp: null,
    producerId: -1n,
    isTransactional: false,
    isControl: false,
    attributes: 0,
    count: 0,
    records: Buffer.alloc(0),
    ...given,
  };
}

/** Records without the head of their batch. */
export function encodeRecords(records: readonly BatchRecord[]): Buffer {
  return Buffer.concat(
    records.map((record) => {
      const body = Buffer.concat([
        Buffer.from([0]),
        varint(record.timestampDelta),
        varint(record.offsetDelta),
        sized(record.key),
        sized(record.value),
        varint(record.headers.length),
        ...record.headers.flatMap(([name, value]) => [
          sized(Buffer.from(name)),
          sized(value === null ? null : Buffer.from(value)),
        ]),
      ]);
      return Buffer.concat([varint(body.length), body]);
    }),
  );
}

/** A whole batch with its head. */
export function encodeBatch(batch: RecordBatch, magic = 2): Buffer {
  const head = Buffer.alloc(61);
  head.writeBigInt64BE(BigInt(batch.baseOffset), 0);
  head.writeInt32BE(head.length - 12 + batch.records.length, 8);
  head.writeInt8(magic, 16);
  head.writeInt16BE(attributesOf(batch), 21);
  head.writeInt32BE(batch.lastOffset - batch.baseOffset, 23);
  head.writeBigInt64BE(BigInt(batch.firstTimestamp), 27);
  head.writeBigInt64BE(BigInt(batch.appendTimestamp ?? 0), 35);
  head.writeBigInt64BE(batch.producerId, 43);
  head.writeInt32BE(batch.count, 57);
  return Buffer.concat([head, batch.records]);
}

/** The marker that ends a transaction. */
export function marker(producerId: bigint, offset: number, type: 'abort' | 'commit'): RecordBatch {
  const key = Buffer.from([0, 0, 0, type === 'abort' ? 0 : 1]);
  const record = { offsetDelta: 0, timestampDelta: 0, key, value: Buffer.alloc(6), headers: [] };
  return batchOf({
    baseOffset: offset,
    lastOffset: offset,
    producerId,
    isTransactional: true,
    isControl: true,
    count: 1,
    records: encodeRecords([record]),
  });
}

function attributesOf({ attributes, appendTimestamp, isTransactional, isControl }: RecordBatch) {
  const stamped = appendTimestamp === null ? 0 : 0x8;
  return attributes | stamped | (isTransactional ? 0x10 : 0) | (isControl ? 0x20 : 0);
}

function sized(bytes: Buffer | null): Buffer {
  return bytes === null ? varint(-1) : Buffer.concat([varint(bytes.length), bytes]);
}
