import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PlatformError } from '../../src/errors.ts';

/** Gives the SHA-256 of a file in hexadecimal. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Gives one SHA-256 for all files of a folder: over the lines `<sha256>  <name>\n`, sorted by name. */
export async function sha256OfFolder(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const hash = createHash('sha256');
  for (const name of names) hash.update(`${await sha256OfFile(join(folder, name))}  ${name}\n`);
  return hash.digest('hex');
}

/**
 * Refuses a download that is not the pinned file.
 * @throws PlatformError `provision-failed` naming both checksums.
 */
export function expectChecksum(what: string, expected: string, got: string): void {
  if (got === expected) return;
  throw new PlatformError(
    'provision-failed',
    `Expected ${what} with sha256 ${expected}, got ${got}`,
  );
}
