import { PlatformError } from '../errors.ts';

/** Who we are to the storage; never part of a URL, which is logged. */
export interface S3Secrets {
  readonly s3AccessKeyId: string | null;
  readonly s3SecretAccessKey: string | null;
}

/** Where an S3 storage is and how it is spoken to. */
export interface S3Settings {
  /** Buckets are called `<prefix>-new`, `<prefix>-in-work` and `<prefix>-archive`. */
  readonly prefix: string;
  /** Null for the endpoint of AWS in that region. */
  readonly endpoint: string | null;
  readonly region: string;
  /** Longest silence of one request, in ms. */
  readonly timeoutMs: number;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 3_000;
const ATTEMPTS = 2;

/** What names of uploads begin with until they are whole; in the bucket of new ones. */
export const INCOMING = 'incoming/';

/**
 * Reads `s3://<prefix>?endpoint=<url>&region=<region>&timeoutMs=<ms>`; all but the prefix may be left out.
 * @throws `config-invalid`.
 */
export function parseS3Url(url: string, secrets: S3Secrets): S3Settings {
  const { host: prefix, searchParams: wishes } = new URL(url);
  // Bucket names have at most 63 characters, of which "-in-work" takes eight.
  if (!/^[a-z0-9][a-z0-9-]{1,53}$/.test(prefix)) {
    throw invalid(`a prefix of 2 to 54 of a-z, 0-9 and - in the URL, got ${prefix}`);
  }
  const { s3AccessKeyId, s3SecretAccessKey } = secrets;
  if (s3AccessKeyId === null || s3SecretAccessKey === null) {
    throw invalid('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY beside an s3:// URL, got none');
  }
  return {
    prefix,
    endpoint: wishes.get('endpoint'),
    region: wishes.get('region') ?? 'us-east-1',
    timeoutMs: timeoutOf(wishes.get('timeoutMs')),
    accessKeyId: s3AccessKeyId,
    secretAccessKey: s3SecretAccessKey,
  };
}

function timeoutOf(wish: string | null): number {
  if (wish === null) return DEFAULT_TIMEOUT_MS;
  const timeoutMs = Number(wish);
  if (Number.isInteger(timeoutMs) && timeoutMs > 0) return timeoutMs;
  throw invalid(`timeoutMs of at least 1, got ${wish}`);
}

function invalid(expected: string): PlatformError {
  return new PlatformError('config-invalid', `Expected ${expected}`);
}

/** The client's settings: every request has an end, however the storage keeps silent. */
export function s3ClientConfig(settings: S3Settings) {
  const { endpoint, region, timeoutMs, accessKeyId, secretAccessKey } = settings;
  return {
    region,
    ...(endpoint === null ? {} : { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: timeoutMs,
    },
  };
}
