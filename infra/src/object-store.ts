import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { PlatformError } from './errors.ts';

/** What a stored object is known by. */
export interface StoredObject {
  /** SHA-256 of the bytes in lower-case hex: the object's name. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Limits of {@link ObjectStore.put}. */
export interface PutOptions {
  /** Largest object accepted, in bytes. */
  readonly maxBytes: number;
}

/** Objects named by their content: equal bytes are stored once, and a name can never lie. */
export interface ObjectStore {
  /**
   * Stores durably: on return the bytes survive a power failure.
   * @throws `object-too-large` as soon as `maxBytes` are passed; nothing is kept then.
   */
  readonly put: (
    source: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions,
  ) => Promise<StoredObject>;
  /**
   * The whole object.
   * @throws `object-not-found`; `undecodable` when the bytes on disk are no longer those stored.
   */
  readonly get: (sha256: string) => Promise<Buffer>;
  /**
   * The object as a stream, for large ones; not checked against its name.
   * @throws `object-not-found`.
   */
  readonly stream: (sha256: string) => Promise<Readable>;
  readonly has: (sha256: string) => Promise<boolean>;
}

/**
 * Opens the store of a `file:///absolute/folder` URL, making the folder when it is missing.
 * @throws `config-invalid` for any other kind of URL; `object-store-unavailable` when the folder
 * cannot be made.
 */
export async function openObjectStore(url: string): Promise<ObjectStore> {
  const root = rootOf(url);
  await guarded('open', () => mkdir(join(root, 'incoming'), { recursive: true }));
  const has = async (sha256: string): Promise<boolean> => {
    try {
      await access(pathOf(root, sha256));
      return true;
    } catch {
      return false;
    }
  };
  return {
    has,
    put: (source, { maxBytes }) => guarded('put', () => store(root, source, maxBytes)),
    get: (sha256) => guarded(sha256, () => load(root, sha256)),
    stream: async (sha256) => {
      if (!(await has(sha256))) throw notFound(sha256);
      return createReadStream(pathOf(root, sha256));
    },
  };
}

async function store(
  root: string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredObject> {
  const incoming = join(root, 'incoming', randomUUID());
  try {
    const stored = await write(incoming, source, maxBytes);
    const folder = join(root, stored.sha256.slice(0, 2));
    await mkdir(folder, { recursive: true });
    // Renaming is atomic, so a reader sees a whole object or none; the folder's own sync makes the
    // new name survive a power failure.
    await rename(incoming, join(folder, stored.sha256));
    await sync(folder);
    return stored;
  } finally {
    await rm(incoming, { force: true });
  }
}

async function write(
  path: string,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<StoredObject> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx');
  let bytes = 0;
  try {
    for await (const chunk of source instanceof Uint8Array ? [source] : source) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function load(root: string, sha256: string): Promise<Buffer> {
  const bytes = await readFile(pathOf(root, sha256));
  const got = createHash('sha256').update(bytes).digest('hex');
  if (got === sha256) return bytes;
  const message = `Expected the object ${sha256}, got bytes that hash to ${got}`;
  throw new PlatformError('undecodable', message, { context: { sha256, got } });
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Names come from clients: only a hash is ever made part of a path. */
function pathOf(root: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw notFound(sha256);
  return join(root, sha256.slice(0, 2), sha256);
}

function rootOf(url: string): string {
  if (url.startsWith('file:///')) return fileURLToPath(url);
  throw new PlatformError('config-invalid', `Expected a file:/// URL, got ${url}`);
}

async function guarded<T>(object: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    if (isMissing(error)) throw notFound(object);
    const reason = error instanceof Error ? error.message : String(error);
    const message = `Expected the object store to work, got: ${reason}`;
    throw new PlatformError('object-store-unavailable', message, { cause: error, retryable: true });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function notFound(sha256: string): PlatformError {
  const message = `Expected an object named ${sha256}, got none`;
  return new PlatformError('object-not-found', message, { context: { sha256 } });
}

function tooLarge(maxBytes: number): PlatformError {
  const message = `Expected an object of at most ${String(maxBytes)} bytes, got more`;
  return new PlatformError('object-too-large', message, { context: { maxBytes } });
}
