import { setTimeout as delay } from 'node:timers/promises';
import { PlatformError } from '@karat/infra/errors';
import { openLeases, type Lease, type Leases, type LeaseTimes } from '@karat/infra/leases';
import type { Lock, Locker } from '@tus/server';
import type { Db } from 'mongodb';

/** Times of {@link openUploadLocker}, in ms. */
export interface UploadLockTimes extends LeaseTimes {
  /** Longest wait for a lock. Default: 20,000. */
  readonly waitMs?: number;
}

/** Pause between two attempts to take a lock, in ms. */
const PAUSE_MS = 100;

const IN_USE = 'Expected an upload that nobody writes, got one in use';

/**
 * Lets one request at a time write an upload, whichever process it comes to: the connection that a
 * client has lost may still be open to one while the client goes on with another. Whoever waits has
 * the one before it end; a process that has died is waited for until its lease is over.
 */
export async function openUploadLocker(
  db: Db,
  { waitMs = 20_000, ...times }: UploadLockTimes = {},
): Promise<Locker> {
  const leases = await openLeases(db, 'upload_locks', { renewIntervalMs: 500, ...times });
  return { newLock: (id) => lockOf(leases, id, waitMs) };
}

function lockOf(leases: Leases, id: string, waitMs: number): Lock {
  let lease: Lease | null = null;
  return {
    lock: async (signal, release) => {
      const giveUpAt = performance.now() + waitMs;
      lease = await leases.take(id);
      while (lease === null) {
        if (signal.aborted || performance.now() > giveUpAt) throw locked();
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
        lease = await leases.take(id);
      }
      lease.wanted.addEventListener('abort', () => void release());
    },
    unlock: async () => lease?.release(),
  };
}

/** Said in the way of tus. Status 423 of RFC 4918, as tusd has it. */
function locked(): Error {
  return Object.assign(new PlatformError('timeout', IN_USE), {
    status_code: 423,
    body: `${IN_USE}\n`,
  });
}
