/** A place in bytes that moves on with each number read; reading past their end throws RangeError. */
export interface ByteCursor {
  readonly bytes: Buffer;
  at: number;
}

/**
 * Reads a number as Kafka's records have them: zigzag, seven bits a byte, the least ones first. It is
 * exact up to 2^53.
 * @see https://protobuf.dev/programming-guides/encoding/#signed-ints
 */
export function readVarint(cursor: ByteCursor): number {
  const { bytes } = cursor;
  let byte = byteAt(bytes, cursor.at++);
  let value = byte & 0x7f;
  // Shifts are exact for four bytes only; a further one counts by multiplication.
  for (let factor = 0x80; byte >= 0x80; factor *= 0x80) {
    byte = byteAt(bytes, cursor.at++);
    value += (byte & 0x7f) * factor;
  }
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/** Reads bytes behind their length, without copying them; a negative length is null. */
export function readBytes(cursor: ByteCursor): Buffer | null {
  const length = readVarint(cursor);
  return length < 0 ? null : cursor.bytes.subarray(passOver(cursor, length), cursor.at);
}

/** Moves on by so many bytes; gives where they begin. */
export function passOver(cursor: ByteCursor, length: number): number {
  const start = cursor.at;
  cursor.at += length;
  if (cursor.at > cursor.bytes.length) throw new RangeError('Expected more bytes');
  return start;
}

function byteAt(bytes: Buffer, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new RangeError('Expected more bytes');
  return byte;
}
