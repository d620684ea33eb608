import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { TIERS, type ObjectKey, type Tier } from './port.ts';
import { isAbsent, isConditionFailed } from './s3-faults.ts';
import { s3ClientConfig, type S3Settings } from './s3-settings.ts';
import { nameOfOwner } from './valid-key.ts';

/** A client of the storage and what things are called there. */
export interface S3Connection {
  readonly client: S3Client;
  readonly timeoutMs: number;
  readonly bucketOf: (tier: Tier) => string;
}

/** Connects; the first request tells whether anybody is there. */
export function connectS3(settings: S3Settings): S3Connection {
  return {
    client: new S3Client(s3ClientConfig(settings)),
    timeoutMs: settings.timeoutMs,
    bucketOf: (tier) => `${settings.prefix}-${tier}`,
  };
}

/** Name of an object in the bucket of its tier; a format in the storage. */
export function objectName({ owner, sha256 }: ObjectKey): string {
  return `${OBJECTS}${nameOfOwner(owner)}/${sha256}`;
}

/** What names of objects begin with. */
export const OBJECTS = 'objects/';
/** What names of leases begin with; in the bucket of new ones. */
export const LEASES = 'leases/';

/** The checksum as S3 writes it. */
export function base64Of(sha256: string): string {
  return Buffer.from(sha256, 'hex').toString('base64');
}

/** Makes the buckets that are missing. */
export async function ensureBuckets({ client, bucketOf }: S3Connection): Promise<void> {
  for (const Bucket of TIERS.map(bucketOf)) {
    try {
      await client.send(new HeadBucketCommand({ Bucket }));
    } catch (error) {
      if (!isAbsent(error)) throw error;
      await createBucket(client, Bucket);
    }
  }
}

async function createBucket(client: S3Client, Bucket: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
  } catch (error) {
    // Two services that start at once both make them.
    if (!isConditionFailed(error)) throw error;
  }
}
