import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PlatformError } from '../../src/errors.ts';

/**
 * Finds an executable file by its name in the folders of PATH.
 * @throws PlatformError `provision-failed` when no folder has it.
 */
export function findProgram(name: string, path: string): string {
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found !== undefined) return found;
  throw new PlatformError(
    'provision-failed',
    `${name} is in none of the ${folders.length} folders of PATH`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
