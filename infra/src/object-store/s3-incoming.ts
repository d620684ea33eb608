import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import type { ListedObject, Tier } from './port.ts';
import { OBJECTS, type S3Connection } from './s3-connection.ts';
import { INCOMING } from './s3-settings.ts';
import { isValidKey, ownerNamed } from './valid-key.ts';

/** The objects of a tier, page by page. */
export async function* listS3(connection: S3Connection, tier: Tier): AsyncGenerator<ListedObject> {
  for await (const { name, bytes, storedAt } of named(connection, tier, OBJECTS)) {
    const [ownerName = '', sha256 = ''] = name.slice(OBJECTS.length).split('/');
    const owner = ownerNamed(ownerName);
    if (owner === undefined || !isValidKey({ owner, sha256 })) continue;
    yield { key: { owner, sha256 }, bytes, storedAt };
  }
}

/** Removes uploads that were begun more than so long ago, in ms, whole or in parts; gives how many. */
export async function sweepS3(connection: S3Connection, olderThanMs: number): Promise<number> {
  const before = Date.now() - olderThanMs;
  const Bucket = connection.bucketOf('new');
  let swept = 0;
  for await (const { name, storedAt } of named(connection, 'new', INCOMING)) {
    if (storedAt > before) continue;
    await connection.client.send(new DeleteObjectCommand({ Bucket, Key: name }));
    swept += 1;
  }
  return swept + (await sweepParts(connection, before));
}

async function sweepParts({ client, bucketOf }: S3Connection, before: number): Promise<number> {
  const Bucket = bucketOf('new');
  let swept = 0;
  let after = {};
  for (;;) {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket, Prefix: INCOMING, ...after }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if ((Initiated?.getTime() ?? 0) > before) continue;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
      swept += 1;
    }
    if (page.IsTruncated !== true) return swept;
    after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

interface Named {
  readonly name: string;
  readonly bytes: number;
  readonly storedAt: number;
}

async function* named(
  { client, bucketOf }: S3Connection,
  tier: Tier,
  Prefix: string,
): AsyncGenerator<Named> {
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucketOf(tier), Prefix })) {
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      yield { name: Key, bytes: Size, storedAt: LastModified?.getTime() ?? 0 };
    }
  }
}
