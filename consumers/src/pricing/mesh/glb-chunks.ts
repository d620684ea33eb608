import type { MeshOutcome } from './mesh-analysis.ts';
import { refuseMesh } from './mesh-analysis.ts';
import { MESH_LIMITS } from './mesh-limits.ts';

const MAGIC = 'glTF';
const HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

/** The two parts of a GLB. */
export interface GlbChunks {
  readonly json: unknown;
  /** Empty where the file has none. */
  readonly binary: Buffer;
}

/** Whether a file begins like a GLB. */
export function isGlb(file: Buffer): boolean {
  return file.toString('latin1', 0, 4) === MAGIC;
}

/**
 * Takes a GLB apart; chunks of other kinds are passed over.
 *
 * @see https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#glb-file-format-specification
 */
export function readGlbChunks(file: Buffer): MeshOutcome<GlbChunks> {
  const refusal = refuseHeader(file);
  if (refusal !== null) return refusal;
  const chunks = new Map<number, Buffer>();
  for (let at = HEADER_BYTES; at < file.length;) {
    const start = at + CHUNK_HEADER_BYTES;
    const end = start + (start <= file.length ? file.readUInt32LE(at) : 0);
    if (end > file.length) return truncated(end, file.length);
    const kind = file.readUInt32LE(at + 4);
    // The first of a kind counts.
    if (!chunks.has(kind) && isKnown(kind)) chunks.set(kind, file.subarray(start, end));
    at = end;
  }
  const none = Buffer.alloc(0);
  return parse(chunks.get(JSON_CHUNK) ?? none, chunks.get(BINARY_CHUNK) ?? none);
}

function refuseHeader(file: Buffer): MeshOutcome<never> | null {
  if (file.length < HEADER_BYTES) return truncated(HEADER_BYTES, file.length);
  const version = file.readUInt32LE(4);
  if (version !== 2) return refuseMesh('unsupported', `Expected glTF version 2, got ${version}`);
  const declaredBytes = file.readUInt32LE(8);
  if (declaredBytes > file.length) return truncated(declaredBytes, file.length);
  if (declaredBytes === file.length) return null;
  return refuseMesh('malformed', `Expected ${declaredBytes} bytes, got ${file.length}`);
}

function isKnown(kind: number): boolean {
  return kind === JSON_CHUNK || kind === BINARY_CHUNK;
}

function parse(text: Buffer, binary: Buffer): MeshOutcome<GlbChunks> {
  if (text.length > MESH_LIMITS.maxJsonBytes) {
    const expected = `Expected at most ${MESH_LIMITS.maxJsonBytes} bytes of JSON`;
    return refuseMesh('too-large', `${expected}, got ${text.length}`);
  }
  try {
    const json: unknown = JSON.parse(text.toString('utf8'));
    return { ok: true, value: { json, binary } };
  } catch {
    // The parser's message quotes the file; the length says enough.
    return refuseMesh('malformed', `Expected JSON, got ${text.length} bytes of something else`);
  }
}

function truncated(expected: number, got: number): MeshOutcome<never> {
  return refuseMesh('truncated', `Expected ${expected} bytes, got ${got}`);
}
