import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PlatformError } from '../../src/errors.ts';
import { identifyProcess, isAlive, type ProcessIdentity } from './process-identity.ts';
import { waitUntil } from './wait-until.ts';
import { readJsonFile } from './read-json-file.ts';

interface Holder extends ProcessIdentity {
  readonly token: string;
}

/**
 * Runs `work` while holding a lock file that at most one process holds; a lock whose holder died is taken over.
 * @param limits how long to wait for the holder, in milliseconds, and what ends the waiting early
 * @throws PlatformError `provision-failed` when the lock is still held after the timeout.
 */
export async function withFileLock<T>(
  file: string,
  limits: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const mine: Holder = { ...ownIdentity(), token: randomUUID() };
  const what = `the lock ${file} (delete it if no start is under way)`;
  await waitUntil(
    () => {
      acquire(file, mine);
    },
    { what, ...limits },
  );
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** A hard link appears whole and only once, so the lock never exists without its holder's name in it. */
function acquire(file: string, mine: Holder): void {
  const draft = `${file}.${mine.token}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    linkSync(draft, file);
  } catch (cause) {
    breakIfStale(file);
    throw new PlatformError('provision-failed', `${file} is held by another process`, { cause });
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Removes the lock of a dead holder. Only one process may do so for one holder (the exclusive marker file decides),
 * else a second remover could delete the lock that the first one has meanwhile taken.
 */
function breakIfStale(file: string): void {
  const holder = readJsonFile(file, isHolder);
  if (holder === null || isAlive(holder)) return;
  const marker = `${file}.broken-${holder.token}`;
  try {
    writeFileSync(marker, '', { flag: 'wx' });
  } catch {
    return;
  }
  // Looked at again: somebody may have broken it, and a third taken it, before the marker was ours.
  if (readJsonFile(file, isHolder)?.token === holder.token) rmSync(file, { force: true });
  rmSync(marker, { force: true });
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'token' in value &&
    typeof value.token === 'string'
  );
}

function ownIdentity(): ProcessIdentity {
  return identifyProcess(process.pid) ?? { pid: process.pid, startedAt: '' };
}
