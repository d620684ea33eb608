import { closeSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PlatformError } from '@karat/infra/errors';
import { tryLock } from 'fs-native-extensions';

/** The right to be the only one that uses a folder. */
export interface FolderLock {
  readonly release: () => void;
}

const LOCK_FILE = 'writer.lock';

/**
 * Locks a folder, making it if it is not there, until released or until the process ends: the
 * kernel frees the lock of a process that was killed, so none is ever left behind. It binds only
 * those who ask for it.
 *
 * @throws `folder-in-use` when somebody else has the folder, in this process too.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, LOCK_FILE);
  const file = openSync(path, 'a+');
  if (!tryLock(file)) {
    closeSync(file);
    throw inUse(folder, readFileSync(path, 'utf8').trim());
  }
  // Only for the message that another process gives; whether it is locked the kernel knows.
  ftruncateSync(file);
  writeSync(file, String(process.pid));
  return {
    release: () => {
      closeSync(file);
    },
  };
}

function inUse(folder: string, holder: string): PlatformError {
  const message =
    `Expected a folder that no other writer uses, got one in use by process ${holder}: ` +
    'stop that process, or give this one a WRITER_INSTANCE or STATE_DIR of its own';
  return new PlatformError('folder-in-use', message, { context: { folder, holder } });
}
