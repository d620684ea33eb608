import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { guarded, guardedPieces } from './guarded-storage.ts';
import { objectNotFound, objectRotten } from './object-faults.ts';
import type { ObjectKey, ObjectStore, Tier } from './port.ts';
import { connectS3, ensureBuckets, type S3Connection } from './s3-connection.ts';
import { isPresent, openCopy, placeOf } from './s3-copies.ts';
import { listS3, sweepS3 } from './s3-incoming.ts';
import { moveInS3, removeFromS3 } from './s3-move.ts';
import { presignGet, presignPut } from './s3-presign.ts';
import { putIntoS3 } from './s3-put.ts';
import type { S3Settings } from './s3-settings.ts';
import { searchTiers } from './search-tiers.ts';
import { isValidKey } from './valid-key.ts';

/**
 * Opens the store in three buckets of an S3 storage, making those that are missing.
 * @throws `object-store-unavailable` when it does not answer or lets us not in.
 */
export async function openS3Store(settings: S3Settings): Promise<ObjectStore> {
  const connection = connectS3(settings);
  await guarded(() => ensureBuckets(connection));
  const tierOf = (key: ObjectKey) => guarded(() => findTier(connection, key));
  return {
    put: (owner, source, options) =>
      guarded(() => putIntoS3(connection, { owner, source, options })),
    get: (key) => guarded(() => get(connection, key)),
    stream: (key) => guarded(() => stream(connection, key)),
    has: async (key) => (await tierOf(key)) !== null,
    tierOf,
    move: (key, tier) =>
      guarded(async () => {
        if (!isValidKey(key)) throw objectNotFound(key);
        await moveInS3(connection, key, tier);
      }),
    remove: (key, options) =>
      guarded(async () => !isValidKey(key) || removeFromS3(connection, key, options)),
    list: (tier) => guardedPieces(listS3(connection, tier)),
    sweepIncoming: (olderThanMs) => guarded(() => sweepS3(connection, olderThanMs)),
    presignUpload: (upload) => guarded(() => presignPut(connection, upload)),
    presignDownload: (key, expiresInS) =>
      guarded(async () => {
        const tier = await findTier(connection, key);
        if (tier === null) throw objectNotFound(key);
        return presignGet(connection, { key, tier, expiresInS });
      }),
    close: () => {
      connection.client.destroy();
    },
  };
}

async function get(connection: S3Connection, key: ObjectKey): Promise<Buffer> {
  const rotten: string[] = [];
  const found = await search(key, async (tier) => {
    const body = await openCopy(connection, placeOf(connection, key, tier));
    if (body === null) return null;
    const bytes = Buffer.concat((await body.toArray()) as Uint8Array[]);
    const got = createHash('sha256').update(bytes).digest('hex');
    if (got === key.sha256) return bytes;
    rotten.push(got);
    return null;
  });
  if (found !== null) return found;
  const [got] = rotten;
  throw got === undefined ? objectNotFound(key) : objectRotten(key, got);
}

async function stream(connection: S3Connection, key: ObjectKey): Promise<Readable> {
  const body = await search(key, (tier) => openCopy(connection, placeOf(connection, key, tier)));
  if (body === null) throw objectNotFound(key);
  return body;
}

function findTier(connection: S3Connection, key: ObjectKey): Promise<Tier | null> {
  return search(key, async (tier) =>
    (await isPresent(connection, placeOf(connection, key, tier))) ? tier : null,
  );
}

function search<T>(key: ObjectKey, look: (tier: Tier) => Promise<T | null>): Promise<T | null> {
  return isValidKey(key) ? searchTiers(look) : Promise.resolve(null);
}
