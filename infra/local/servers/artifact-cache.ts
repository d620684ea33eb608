import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withFileLock } from '../processes/file-lock.ts';

/** Longest wait for another process that downloads the same artifact. */
const DOWNLOAD_WAIT_MS = 15 * 60_000;

/** A place in the cache, and what ends the waiting for another who fills it. */
export interface CachePlace {
  readonly cache: string;
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
}

/** Gives the folder of downloaded programs: `$XDG_CACHE_HOME/karat`, by default `~/.cache/karat`. */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_CACHE_HOME'] ?? '';
  return join(base === '' ? join(homedir(), '.cache') : base, 'karat');
}

/**
 * Gives the cached folder of that name; if it is not there, has `fill` fill an empty folder and moves that into place
 * whole, so a download that broke off is never taken for a finished one and two starts download once.
 */
export async function cachedFolder(
  place: CachePlace,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const { cache, name, signal } = place;
  const target = join(cache, name);
  if (existsSync(target)) return target;
  return withFileLock(
    join(cache, `${name}.lock`),
    { timeoutMs: DOWNLOAD_WAIT_MS, signal },
    async () => {
      if (existsSync(target)) return target;
      const draft = join(cache, `${name}.draft`);
      try {
        // One of a start that was killed; the lock says that nobody else is at it.
        await rm(draft, { recursive: true, force: true });
        await mkdir(draft, { recursive: true });
        await fill(draft);
        await rename(draft, target);
        return target;
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    },
  );
}
