import { crc32, deflateRawSync } from 'node:zlib';

/** A file of a zip, with whatever the zip shall say of it; what is left out is true. */
export interface RawEntry {
  readonly name: string;
  /** The bytes as stored. Default: `content`, deflated. */
  readonly stored?: Buffer;
  readonly content?: string;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly declaredBytes?: number;
  readonly declaredStoredBytes?: number;
  readonly declaredOffset?: number;
}

/** What the end of a zip shall say. */
export interface RawEnd {
  readonly entries?: number;
  readonly offset?: number;
  readonly comment?: string;
}

/** Writes a zip that may lie in every field. */
export function rawZip(entries: readonly RawEntry[], end: RawEnd = {}): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const stored = entry.stored ?? deflateRawSync(entry.content ?? '');
    const name = Buffer.from(entry.name);
    const fields = fieldsOf(entry, stored);
    const local = Buffer.concat([head(0x04034b50, 30), name, stored]);
    fields.copy(local, 6);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.concat([head(0x02014b50, 46), name]);
    fields.copy(central, 8);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(entry.declaredOffset ?? at, 42);
    locals.push(local);
    centrals.push(central);
    at += local.length;
  }
  const comment = Buffer.from(end.comment ?? '');
  const last = Buffer.concat([head(0x06054b50, 22), comment]);
  last.writeUInt16LE((end.entries ?? entries.length) & 0xffff, 8);
  last.writeUInt16LE((end.entries ?? entries.length) & 0xffff, 10);
  last.writeUInt32LE(end.offset ?? at, 16);
  last.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...locals, ...centrals, last]);
}

/** Deflated bytes of `text` written so many times over. */
export function deflatedOften(text: string, times: number, [start, end] = ['', '']): Buffer {
  // After a full flush a block knows nothing of what came before, so it may be repeated as it is.
  const flush = (piece: string): Buffer => deflateRawSync(piece, { finishFlush: 3 });
  return Buffer.concat([
    flush(start),
    ...Array<Buffer>(times).fill(flush(text)),
    deflateRawSync(end),
  ]);
}

function head(signature: number, bytes: number): Buffer {
  const header = Buffer.alloc(bytes);
  header.writeUInt32LE(signature, 0);
  return header;
}

/** From the flags to the sizes: the same in both headers. */
function fieldsOf(entry: RawEntry, stored: Buffer): Buffer {
  const fields = Buffer.alloc(20);
  fields.writeUInt16LE(entry.flags ?? 0, 0);
  fields.writeUInt16LE(entry.method ?? 8, 2);
  fields.writeUInt32LE(entry.crc ?? crc32(entry.content ?? ''), 8);
  fields.writeUInt32LE(entry.declaredStoredBytes ?? stored.length, 12);
  fields.writeUInt32LE(entry.declaredBytes ?? (entry.content ?? '').length, 16);
  return fields;
}
