import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectKey, Tier } from './port.ts';
import { base64Of, objectName, type S3Connection } from './s3-connection.ts';
import { unlessAbsent } from './s3-faults.ts';

/** A place in the storage. */
export interface S3Place {
  readonly bucket: string;
  readonly name: string;
}

/** Where an object lies when it is in a tier. */
export function placeOf({ bucketOf }: S3Connection, key: ObjectKey, tier: Tier): S3Place {
  return { bucket: bucketOf(tier), name: objectName(key) };
}

/** Whether there is an object in the place. */
export async function isPresent(connection: S3Connection, place: S3Place): Promise<boolean> {
  return (await storedSince(connection, place)) !== null;
}

/** Since when an object is in the place, epoch milliseconds UTC; null when there is none. */
export async function storedSince(
  { client }: S3Connection,
  place: S3Place,
): Promise<number | null> {
  const head = new HeadObjectCommand({ Bucket: place.bucket, Key: place.name });
  const answer = await unlessAbsent(() => client.send(head));
  return answer === null ? null : (answer.LastModified?.getTime() ?? Infinity);
}

/** The object of a place as a stream; null when there is none. */
export async function openCopy({ client }: S3Connection, place: S3Place): Promise<Readable | null> {
  const get = new GetObjectCommand({ Bucket: place.bucket, Key: place.name });
  const answer = await unlessAbsent(() => client.send(get));
  // The SDK types a body for browsers too; in Node it is a Readable.
  return answer === null ? null : (answer.Body as Readable);
}

/** SHA-256 in hex of what a place holds, read from it; null when there is nothing. */
export async function hashOfCopy(connection: S3Connection, place: S3Place): Promise<string | null> {
  const body = await openCopy(connection, place);
  if (body === null) return null;
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/**
 * Copies inside the storage and has it compute the checksum of what it has written; where it does
 * not tell one, the copy is read. Gives the SHA-256 in hex; null when there is nothing to copy.
 */
export async function copyInside(
  connection: S3Connection,
  from: S3Place,
  to: S3Place,
): Promise<string | null> {
  const copy = new CopyObjectCommand({
    Bucket: to.bucket,
    Key: to.name,
    CopySource: `${from.bucket}/${from.name}`,
    ChecksumAlgorithm: 'SHA256',
    MetadataDirective: 'REPLACE',
  });
  const answer = await unlessAbsent(() => connection.client.send(copy));
  if (answer === null) return null;
  const checksum = answer.CopyObjectResult?.ChecksumSHA256;
  if (checksum === undefined) return hashOfCopy(connection, to);
  return Buffer.from(checksum, 'base64').toString('hex');
}

/** Whether the place holds the object whole, by the checksum that the storage keeps or by reading. */
export async function isWhole(
  connection: S3Connection,
  place: S3Place,
  { sha256 }: ObjectKey,
): Promise<boolean> {
  const head = new HeadObjectCommand({
    Bucket: place.bucket,
    Key: place.name,
    ChecksumMode: 'ENABLED',
  });
  const answer = await unlessAbsent(() => connection.client.send(head));
  if (answer === null) return false;
  if (answer.ChecksumSHA256 !== undefined) return answer.ChecksumSHA256 === base64Of(sha256);
  return (await hashOfCopy(connection, place)) === sha256;
}
