import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A fingerprint of the projections that this process folds with: half a generation that other code
 * has filled must not be gone on with, since its documents may have another shape.
 */
export async function projectionsCode(): Promise<string> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@karat/projections')));
  const names = await readdir(folder, { recursive: true });
  const hash = createHash('sha256');
  for (const name of names.filter((file) => /\.[jt]s$/.test(file)).sort()) {
    hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}
