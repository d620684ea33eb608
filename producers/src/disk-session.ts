import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The time from the opening of a folder's files to their closing. */
export interface DiskSession {
  /** Waits until the disk has the files and notes that it has; to be called when they are closed. */
  readonly end: () => void;
}

const SESSION_FILE = 'session';
const ENDED = 'ended';

/**
 * Begins to use files that are written without waiting for the disk. A process that is killed loses
 * nothing of them, but after the machine has crashed they may hold anything: files of a session that
 * did not end before the machine began anew are deleted, and filled again from the log.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_sys_kernel.5.html boot_id
 */
export function beginDiskSession(folder: string, files: readonly string[]): DiskSession {
  const marker = join(folder, SESSION_FILE);
  const boot = bootId();
  const last = readMarker(marker);
  if (last !== ENDED && (boot === null || last !== boot)) {
    for (const file of files) rmSync(join(folder, file), { force: true });
  }
  // On disk before the first change of the files is, or a crash would find the session ended.
  writeMarker(marker, boot ?? 'unknown');
  return {
    end: () => {
      for (const file of files) sync(join(folder, file));
      writeMarker(marker, ENDED);
    },
  };
}

/** Differs after every start of the machine; null where the system does not tell. */
function bootId(): string | null {
  return readMarker('/proc/sys/kernel/random/boot_id');
}

function readMarker(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function writeMarker(path: string, text: string): void {
  const file = openSync(path, 'w');
  writeSync(file, text);
  fsyncSync(file);
  closeSync(file);
}

/** All of a file's changes, whoever made them. */
function sync(path: string): void {
  const file = openSync(path, 'r+');
  fsyncSync(file);
  closeSync(file);
}
