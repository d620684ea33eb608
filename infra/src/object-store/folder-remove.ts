import { randomUUID } from 'node:crypto';
import { link, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unlessMissing } from './folder-faults.ts';
import { incomingFolder, objectPath } from './folder-places.ts';
import { TIERS, type ObjectKey, type RemoveOptions } from './port.ts';
import { isValidKey } from './valid-key.ts';

/** Removes all copies of an object, unless one has come too late; gives whether it is gone. */
export async function removeFromFolder(
  root: string,
  key: ObjectKey,
  { storedBefore = Infinity }: RemoveOptions = {},
): Promise<boolean> {
  if (!isValidKey(key)) return true;
  let isGone = true;
  for (const tier of TIERS) {
    if (!(await removeOld(root, objectPath(root, tier, key), storedBefore))) isGone = false;
  }
  return isGone;
}

/**
 * Takes the file aside before it is judged: one that is put while this looks at it is either what is
 * taken aside, and put back, or has the name to itself.
 */
async function removeOld(root: string, path: string, storedBefore: number): Promise<boolean> {
  const isOld = async (at: string): Promise<boolean | null> =>
    unlessMissing(async () => (await stat(at)).mtimeMs < storedBefore);
  const before = await isOld(path);
  if (before !== true) return before === null;
  const aside = join(incomingFolder(root), randomUUID());
  const taken = await unlessMissing(() => rename(path, aside).then(() => true));
  if (taken === null) return true;
  const remains = (await isOld(aside)) === false;
  // Where another has been put meanwhile, it is the same by its name.
  if (remains) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
  return !remains;
}
