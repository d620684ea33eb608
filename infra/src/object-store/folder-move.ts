import { access, rename, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { unlessMissing } from './folder-faults.ts';
import { objectPath } from './folder-places.ts';
import { hashOfFile, makeFolder, syncFolder } from './folder-writing.ts';
import { objectNotFound, objectRotten } from './object-faults.ts';
import { TIERS, type ObjectKey, type Tier } from './port.ts';
import { searchTiers } from './search-tiers.ts';

/**
 * Moves by renaming alone: it is atomic, so the object has a name at every instant, whoever else
 * moves it where, and a kill leaves it in the one tier or the other. Nothing is ever unlinked: a
 * copy too many is renamed over the one that stays.
 * @throws `object-not-found`, `undecodable`.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/functions/rename.html
 */
export async function moveInFolder(root: string, key: ObjectKey, tier: Tier): Promise<void> {
  const target = objectPath(root, tier, key);
  for (const other of TIERS.filter((name) => name !== tier)) {
    await renameCopy(objectPath(root, other, key), target, key);
  }
  // Not looked for in the target alone: another move may have taken it on from there.
  const found = await searchTiers(
    async (name) => (await isThere(objectPath(root, name, key))) || null,
  );
  if (found === null) throw objectNotFound(key);
}

async function renameCopy(from: string, to: string, key: ObjectKey): Promise<void> {
  if (!(await isThere(from))) return;
  if (await isThere(to)) await expectWhole(from, key);
  await makeFolder(dirname(to));
  // Before the renaming: what is in a tier has never been there longer than it says.
  const now = new Date();
  await unlessMissing(() => utimes(from, now, now));
  const moved = await unlessMissing(() => rename(from, to).then(() => true));
  if (moved === null) return;
  await syncFolder(dirname(to));
  await syncFolder(dirname(from));
}

/** A rotten copy must not be put over one that may be good. */
async function expectWhole(path: string, key: ObjectKey): Promise<void> {
  const got = await unlessMissing(() => hashOfFile(path));
  if (got !== null && got !== key.sha256) throw objectRotten(key, got);
}

async function isThere(path: string): Promise<boolean> {
  return (await unlessMissing(() => access(path).then(() => true))) ?? false;
}
