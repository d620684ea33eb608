import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './folder-faults.ts';
import { ownerFolder } from './folder-places.ts';
import type { ListedObject, Tier } from './port.ts';
import { NO_OWNER, ownerNamed } from './valid-key.ts';

/** The objects of a tier, folder by folder. */
export async function* listFolder(root: string, tier: Tier): AsyncGenerator<ListedObject> {
  // Those without an owner that are new lie elsewhere than the others.
  if (tier === 'new') yield* listOwner(root, tier, null);
  for await (const { name } of entriesOf(join(root, tier))) {
    const owner = ownerNamed(name);
    if (owner === undefined || (tier === 'new' && name === NO_OWNER)) continue;
    yield* listOwner(root, tier, owner);
  }
}

async function* listOwner(
  root: string,
  tier: Tier,
  owner: string | null,
): AsyncGenerator<ListedObject> {
  const folder = ownerFolder(root, tier, owner);
  for await (const { name: digits } of entriesOf(folder)) {
    if (!/^[0-9a-f]{2}$/.test(digits)) continue;
    for await (const { name: sha256 } of entriesOf(join(folder, digits))) {
      if (!/^[0-9a-f]{64}$/.test(sha256)) continue;
      const facts = await factsOf(join(folder, digits, sha256));
      if (facts !== null) yield { key: { owner, sha256 }, ...facts };
    }
  }
}

/** Null for a file that was moved or removed meanwhile. */
async function factsOf(path: string): Promise<Omit<ListedObject, 'key'> | null> {
  try {
    const { size, mtimeMs } = await stat(path);
    return { bytes: size, storedAt: Math.floor(mtimeMs) };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** The entries of a folder, read in pieces; none where there is no such folder. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
