import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { measuredSource } from './measured-source.ts';
import { objectRotten } from './object-faults.ts';
import { TIERS, type ObjectKey, type PutOptions, type StoredObject, type Tier } from './port.ts';
import type { S3Connection } from './s3-connection.ts';
import { copyInside, isPresent, placeOf, type S3Place } from './s3-copies.ts';
import { INCOMING } from './s3-settings.ts';
import { expectOwner } from './valid-key.ts';

/** Smallest part that S3 takes, and how many are on their way: what an upload takes of memory. */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

/** What is uploaded, whose it is, and how large it may be. */
export interface S3Upload {
  readonly owner: string | null;
  readonly source: Uint8Array | AsyncIterable<Uint8Array>;
  readonly options: PutOptions;
}

/**
 * Uploads under a name of its own, since the hash is known at the end only, then copies it inside the
 * storage to the name that it has by its hash.
 * @throws `object-too-large`, `invalid-argument`, `undecodable`.
 */
export async function putIntoS3(
  connection: S3Connection,
  { owner, source, options }: S3Upload,
): Promise<StoredObject> {
  expectOwner(owner);
  const incoming = { bucket: connection.bucketOf('new'), name: `${INCOMING}${randomUUID()}` };
  const { chunks, result } = measuredSource(source, options);
  try {
    await upload(connection, incoming, chunks);
    const stored = result();
    const key = { owner, sha256: stored.sha256 };
    const tier = await tierFor(connection, key);
    const got = await copyInside(connection, incoming, placeOf(connection, key, tier));
    if (got !== key.sha256) throw objectRotten(key, got ?? 'nothing');
    return stored;
  } finally {
    const remove = { Bucket: incoming.bucket, Key: incoming.name };
    // What cannot be removed now is swept later.
    await connection.client.send(new DeleteObjectCommand(remove)).catch(() => undefined);
  }
}

async function upload(
  { client }: S3Connection,
  { bucket, name }: S3Place,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const body = Readable.from(chunks, { objectMode: false });
  const running = new Upload({
    client,
    params: { Bucket: bucket, Key: name, Body: body },
    partSize: PART_BYTES,
    queueSize: PARTS_AT_ONCE,
  });
  try {
    await running.done();
  } finally {
    body.destroy();
  }
}

/** A look along the direction of moves is enough: a copy too many does no harm. */
async function tierFor(connection: S3Connection, key: ObjectKey): Promise<Tier> {
  for (const tier of TIERS) {
    if (await isPresent(connection, placeOf(connection, key, tier))) return tier;
  }
  return 'new';
}
