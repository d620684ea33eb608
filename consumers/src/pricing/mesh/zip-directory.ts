import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';

/** A file in a zip; its sizes are what the zip says and not to be believed. */
export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc32: number;
  /** The bytes as stored. */
  readonly stored: Buffer;
}

/** Files of a zip by their names: lower case, without a slash at the start. */
export type ZipDirectory = ReadonlyMap<string, ZipEntry>;

const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;
const IN_EXTRA = 0xffffffff;

/** Whether a file begins like a zip. */
export function isZip(file: Buffer): boolean {
  return file.length >= 4 && file.readUInt32LE(0) === SIGNATURE.local;
}

/** The form in which {@link ZipDirectory} knows a name; OPC compares names without case. */
export function zipName(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase();
}

/**
 * Reads the directory at the end of a zip, with or without zip64.
 *
 * The directory counts and not what lies between the files: a reader that goes from file to file can
 * be shown another archive than one that asks the directory. fflate's readers do either by
 * trusting declared sizes, so only its inflater is used.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (4.3)
 */
export function readZipDirectory(file: Buffer): MeshOutcome<ZipDirectory> {
  const end = findEnd(file);
  if (end === null) return refuseMesh('truncated', 'Expected the directory of a zip, got none');
  if (end.entries > MESH_LIMITS.maxZipEntries) {
    const expected = `Expected at most ${MESH_LIMITS.maxZipEntries} files in a zip`;
    return refuseMesh('too-large', `${expected}, got ${end.entries}`);
  }
  const directory = new Map<string, ZipEntry>();
  let at = end.offset;
  for (let i = 0; i < end.entries; i++) {
    const entry = readEntry(file, at);
    if (entry === null) return refuseMesh('malformed', `Expected file ${i + 1} of a zip, got none`);
    const name = zipName(entry.name);
    if (directory.has(name)) {
      return refuseMesh('malformed', `Expected each file of a zip once, got two: file ${i + 1}`);
    }
    directory.set(name, entry);
    at = entry.next;
  }
  return { ok: true, value: directory };
}

interface DirectoryEnd {
  readonly entries: number;
  readonly offset: number;
}

function findEnd(file: Buffer): DirectoryEnd | null {
  const lowest = Math.max(0, file.length - END_BYTES - LONGEST_COMMENT);
  for (let at = file.length - END_BYTES; at >= lowest; at--) {
    if (file.readUInt32LE(at) !== SIGNATURE.end) continue;
    if (at + END_BYTES + file.readUInt16LE(at + 20) !== file.length) continue;
    return (
      findEnd64(file, at) ?? {
        entries: file.readUInt16LE(at + 10),
        offset: file.readUInt32LE(at + 16),
      }
    );
  }
  return null;
}

function findEnd64(file: Buffer, end: number): DirectoryEnd | null {
  const locator = end - 20;
  if (locator < 0 || file.readUInt32LE(locator) !== SIGNATURE.locator64) return null;
  const at = Number(file.readBigUInt64LE(locator + 8));
  if (at + 56 > locator || file.readUInt32LE(at) !== SIGNATURE.end64) return null;
  return {
    entries: Number(file.readBigUInt64LE(at + 32)),
    offset: Number(file.readBigUInt64LE(at + 48)),
  };
}

function readEntry(file: Buffer, at: number): (ZipEntry & { readonly next: number }) | null {
  if (at + CENTRAL_BYTES > file.length || file.readUInt32LE(at) !== SIGNATURE.central) return null;
  const extraAt = at + CENTRAL_BYTES + file.readUInt16LE(at + 28);
  const commentAt = extraAt + file.readUInt16LE(at + 30);
  if (commentAt > file.length) return null;
  const [, storedBytes = 0, offset = 0] = wideFields(file.subarray(extraAt, commentAt), [
    file.readUInt32LE(at + 24),
    file.readUInt32LE(at + 20),
    file.readUInt32LE(at + 42),
  ]);
  const stored = locate(file, offset, storedBytes);
  if (stored === null) return null;
  return {
    name: file.toString('utf8', at + CENTRAL_BYTES, extraAt),
    method: file.readUInt16LE(at + 10),
    isEncrypted: (file.readUInt16LE(at + 8) & 1) === 1,
    crc32: file.readUInt32LE(at + 16),
    stored,
    next: commentAt + file.readUInt16LE(at + 32),
  };
}

/** Fields that are full stand, in this order, in the extra field of zip64. */
function wideFields(extra: Buffer, fields: readonly number[]): readonly number[] {
  if (!fields.includes(IN_EXTRA)) return fields;
  let wide = extra.subarray(0, 0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) {
      wide = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    }
  }
  let from = 0;
  return fields.map((field) => {
    if (field !== IN_EXTRA || from + 8 > wide.length) return field;
    from += 8;
    return Number(wide.readBigUInt64LE(from - 8));
  });
}

function locate(file: Buffer, offset: number, bytes: number): Buffer | null {
  if (offset + LOCAL_BYTES > file.length || file.readUInt32LE(offset) !== SIGNATURE.local)
    return null;
  const names = file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
  const start = offset + LOCAL_BYTES + names;
  return start + bytes > file.length ? null : file.subarray(start, start + bytes);
}
