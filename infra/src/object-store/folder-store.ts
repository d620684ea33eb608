import { createHash, randomUUID } from 'node:crypto';
import { access, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { unlessMissing } from './folder-faults.ts';
import { listFolder } from './folder-list.ts';
import { moveInFolder } from './folder-move.ts';
import { incomingFolder, objectPath } from './folder-places.ts';
import { removeFromFolder } from './folder-remove.ts';
import { makeFolder, syncFolder, writeWhole } from './folder-writing.ts';
import { guarded, guardedPieces } from './guarded-storage.ts';
import { measuredSource } from './measured-source.ts';
import { objectNotFound, objectRotten } from './object-faults.ts';
import type { ObjectKey, ObjectStore, PutOptions, StoredObject, Tier } from './port.ts';
import { searchTiers } from './search-tiers.ts';
import { expectOwner, isValidKey } from './valid-key.ts';

/**
 * Opens the store in a folder, making it when it is missing. All of it has to lie on one file system.
 * @throws `object-store-unavailable` when the folder cannot be made.
 */
export async function openFolderStore(root: string): Promise<ObjectStore> {
  await guarded(() => makeFolder(incomingFolder(root)));
  const tierOf = (key: ObjectKey) => guarded(() => findTier(root, key));
  return {
    put: (owner, source, options) => guarded(() => put(root, { owner, source, options })),
    get: (key) => guarded(() => get(root, key)),
    stream: (key) => guarded(() => stream(root, key)),
    has: async (key) => (await tierOf(key)) !== null,
    tierOf,
    move: (key, tier) =>
      guarded(async () => {
        if (!isValidKey(key)) throw objectNotFound(key);
        await moveInFolder(root, key, tier);
      }),
    remove: (key, options) => guarded(() => removeFromFolder(root, key, options)),
    list: (tier) => guardedPieces(listFolder(root, tier)),
    sweepIncoming: (olderThanMs) => guarded(() => sweep(incomingFolder(root), olderThanMs)),
    presignUpload: () => Promise.resolve(null),
    presignDownload: () => Promise.resolve(null),
    close: () => undefined,
  };
}

interface Upload {
  readonly owner: string | null;
  readonly source: Uint8Array | AsyncIterable<Uint8Array>;
  readonly options: PutOptions;
}

async function put(root: string, { owner, source, options }: Upload): Promise<StoredObject> {
  expectOwner(owner);
  const incoming = join(incomingFolder(root), randomUUID());
  const { chunks, result } = measuredSource(source, options);
  try {
    await writeWhole(incoming, chunks);
    const stored = result();
    const key = { owner, sha256: stored.sha256 };
    const path = objectPath(root, (await findTier(root, key)) ?? 'new', key);
    await makeFolder(dirname(path));
    // Renaming is atomic, so a reader sees a whole object or none. A copy that was there before is
    // replaced all the same: it may have rotted, or be about to be removed.
    await rename(incoming, path);
    await syncFolder(dirname(path));
    return stored;
  } finally {
    await rm(incoming, { force: true });
  }
}

async function get(root: string, key: ObjectKey): Promise<Buffer> {
  const rotten: string[] = [];
  const found = await search(key, async (tier) => {
    const bytes = await unlessMissing(() => readFile(objectPath(root, tier, key)));
    if (bytes === null) return null;
    const got = createHash('sha256').update(bytes).digest('hex');
    if (got === key.sha256) return bytes;
    rotten.push(got);
    return null;
  });
  if (found !== null) return found;
  const [got] = rotten;
  throw got === undefined ? objectNotFound(key) : objectRotten(key, got);
}

async function stream(root: string, key: ObjectKey): Promise<Readable> {
  // Once it is open, it is read to its end wherever it is moved meanwhile.
  const file = await search(key, (tier) => unlessMissing(() => open(objectPath(root, tier, key))));
  if (file === null) throw objectNotFound(key);
  return file.createReadStream();
}

function findTier(root: string, key: ObjectKey): Promise<Tier | null> {
  return search(key, (tier) =>
    unlessMissing(() => access(objectPath(root, tier, key)).then(() => tier)),
  );
}

/** Names come from clients: only a hash and an owner are ever made part of a path. */
function search<T>(key: ObjectKey, look: (tier: Tier) => Promise<T | null>): Promise<T | null> {
  return isValidKey(key) ? searchTiers(look) : Promise.resolve(null);
}

async function sweep(folder: string, olderThanMs: number): Promise<number> {
  const before = Date.now() - olderThanMs;
  let swept = 0;
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    const facts = await unlessMissing(() => stat(path));
    if (facts === null || !facts.isFile() || facts.mtimeMs > before) continue;
    await rm(path, { force: true });
    swept += 1;
  }
  return swept;
}
