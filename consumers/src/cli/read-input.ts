import { readFile } from 'node:fs/promises';
import { PlatformError } from '@karat/infra/errors';

/**
 * The bytes of a file that somebody has named.
 * @throws `invalid-argument` when it cannot be read.
 */
export async function readInput(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const message = `Expected a file that can be read, got ${reason}`;
    throw new PlatformError('invalid-argument', message, { cause });
  }
}
