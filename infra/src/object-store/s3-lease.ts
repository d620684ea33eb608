import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PlatformError } from '../errors.ts';
import { objectStoreUnavailable } from './object-faults.ts';
import type { ObjectKey } from './port.ts';
import { LEASES, type S3Connection } from './s3-connection.ts';
import type { S3Place } from './s3-copies.ts';
import { isConditionFailed } from './s3-faults.ts';
import { nameOfOwner } from './valid-key.ts';

/** How long a lease keeps others out, by the storage's clock. */
const LEASE_S = 20;
/** How long its holder may take objects away; ends before the lease does. */
const REMOVING_S = 15;
const WAIT_MS = 2 * LEASE_S * 1_000;
const PAUSE_MS = 100;

/** The right to take away copies of one object. */
export interface Lease {
  /**
   * Takes a copy away, by a request that the storage itself refuses once the lease is over: a process
   * that slept in between does no harm.
   * @throws `object-store-unavailable`.
   */
  readonly removeCopy: (place: S3Place) => Promise<void>;
}

/**
 * Runs a task while nobody else takes copies of the object away. S3 knows no locks, so an object that
 * can be written only while it does not exist, or only over the one that was seen, stands for one.
 * @throws `object-store-unavailable` when others hold it for too long.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export async function withLease<T>(
  connection: S3Connection,
  key: ObjectKey,
  task: (lease: Lease) => Promise<T>,
): Promise<T> {
  const place = {
    bucket: connection.bucketOf('new'),
    name: `${LEASES}${nameOfOwner(key.owner)}/${key.sha256}`,
  };
  const lease = await acquire(connection, place);
  try {
    return await task(lease);
  } finally {
    // Left alone when that fails: it ends by itself.
    await lease.removeCopy(place).catch(() => undefined);
  }
}

async function acquire(connection: S3Connection, place: S3Place): Promise<Lease> {
  const giveUpAt = performance.now() + WAIT_MS;
  for (;;) {
    const seen = await look(connection, place);
    const isFree = seen === null || seen.ageS > LEASE_S;
    if (isFree && (await write(connection, place, seen?.etag ?? null))) {
      const own = await look(connection, place);
      if (own !== null) return leaseSince(connection, own.sinceMs);
    }
    if (performance.now() > giveUpAt) {
      const message = 'Expected to move an object, got others that move it';
      throw new PlatformError('object-store-unavailable', message, { retryable: true });
    }
    await delay(PAUSE_MS * (0.5 + Math.random()));
  }
}

/** Whether it was written: nobody else did so since we looked. */
async function write(
  { client }: S3Connection,
  { bucket, name }: S3Place,
  overEtag: string | null,
): Promise<boolean> {
  const condition = overEtag === null ? { IfNoneMatch: '*' } : { IfMatch: overEtag };
  // A body of its own, or two leases would have one tag.
  const put = { Bucket: bucket, Key: name, Body: randomUUID(), ...condition };
  try {
    await client.send(new PutObjectCommand(put));
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

interface SeenLease {
  readonly etag: string;
  readonly sinceMs: number;
  /** By the storage's clock alone: ours may be wrong. */
  readonly ageS: number;
}

async function look(connection: S3Connection, place: S3Place): Promise<SeenLease | null> {
  const command = new HeadObjectCommand({ Bucket: place.bucket, Key: place.name });
  const url = await getSignedUrl(connection.client, command, { expiresIn: LEASE_S });
  const answer = await ask(connection, url, 'HEAD');
  if (answer.status === 404) return null;
  if (!answer.ok) throw refused(answer);
  const sinceMs = Date.parse(answer.headers.get('last-modified') ?? '');
  const nowMs = Date.parse(answer.headers.get('date') ?? '');
  return { etag: answer.headers.get('etag') ?? '', sinceMs, ageS: (nowMs - sinceMs) / 1_000 };
}

function leaseSince(connection: S3Connection, sinceMs: number): Lease {
  return {
    removeCopy: async ({ bucket, name }) => {
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: name });
      const signing = { expiresIn: REMOVING_S, signingDate: new Date(sinceMs) };
      const url = await getSignedUrl(connection.client, command, signing);
      const answer = await ask(connection, url, 'DELETE');
      if (!answer.ok && answer.status !== 404) throw refused(answer);
    },
  };
}

async function ask({ timeoutMs }: S3Connection, url: string, method: string): Promise<Response> {
  const answer = await fetch(url, { method, signal: AbortSignal.timeout(timeoutMs) });
  await answer.body?.cancel();
  return answer;
}

function refused({ status }: Response): PlatformError {
  return objectStoreUnavailable(`status ${String(status)}`);
}
