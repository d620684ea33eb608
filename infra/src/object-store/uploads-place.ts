import { fileURLToPath } from 'node:url';
import { incomingFolder } from './folder-places.ts';
import { INCOMING, parseS3Url, s3ClientConfig, type S3Secrets } from './s3-settings.ts';

/**
 * Where uploads that can be resumed are kept until they are whole: where `sweepIncoming` finds what
 * nobody has finished.
 */
export type UploadsPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      /** What names begin with. */
      readonly prefix: string;
      readonly client: ReturnType<typeof s3ClientConfig>;
    };

/**
 * The place for uploads in the store of a URL.
 * @throws `config-invalid`, as `openObjectStore` does.
 */
export function uploadsPlaceOf(url: string, secrets: S3Secrets): UploadsPlace {
  if (!url.startsWith('s3://')) {
    return { kind: 'folder', folder: incomingFolder(fileURLToPath(url)) };
  }
  const settings = parseS3Url(url, secrets);
  const bucket = `${settings.prefix}-new`;
  return { kind: 's3', bucket, prefix: INCOMING, client: s3ClientConfig(settings) };
}
