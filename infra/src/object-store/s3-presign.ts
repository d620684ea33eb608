import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { PlatformError } from '../errors.ts';
import type { ObjectKey, PresignedRequest, PresignedUpload, Tier } from './port.ts';
import { base64Of, objectName, type S3Connection } from './s3-connection.ts';
import { isValidKey } from './valid-key.ts';

const CHECKSUM = 'x-amz-checksum-sha256';

/**
 * A link that lets in one object: hash and size are headers under the signature, so that the storage
 * refuses any other bytes.
 * @throws `invalid-argument` for a key that is none.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function presignPut(
  { client, bucketOf }: S3Connection,
  { key, bytes, expiresInS }: PresignedUpload,
): Promise<PresignedRequest> {
  if (!isValidKey(key)) {
    throw new PlatformError('invalid-argument', `Expected an object's key, got ${key.sha256}`);
  }
  const checksum = base64Of(key.sha256);
  const command = new PutObjectCommand({
    Bucket: bucketOf('new'),
    Key: objectName(key),
    ContentLength: bytes,
    ChecksumSHA256: checksum,
  });
  const headers = { [CHECKSUM]: checksum, 'content-length': String(bytes) };
  const url = await getSignedUrl(client, command, {
    expiresIn: expiresInS,
    // In the query a checksum would be signed but not compared with what comes.
    unhoistableHeaders: new Set([CHECKSUM]),
    signableHeaders: new Set(['host', ...Object.keys(headers)]),
  });
  return { method: 'PUT', url, headers };
}

/** A link that reads an object from a tier. */
export async function presignGet(
  { client, bucketOf }: S3Connection,
  {
    key,
    tier,
    expiresInS,
  }: { readonly key: ObjectKey; readonly tier: Tier; readonly expiresInS: number },
): Promise<PresignedRequest> {
  const command = new GetObjectCommand({ Bucket: bucketOf(tier), Key: objectName(key) });
  const url = await getSignedUrl(client, command, { expiresIn: expiresInS });
  return { method: 'GET', url, headers: {} };
}
