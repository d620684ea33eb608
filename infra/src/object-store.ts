import { fileURLToPath } from 'node:url';
import { text, url } from './config.ts';
import { PlatformError } from './errors.ts';
import { openFolderStore } from './object-store/folder-store.ts';
import type { ObjectStore } from './object-store/port.ts';
import { parseS3Url, type S3Secrets } from './object-store/s3-settings.ts';

export { TIERS } from './object-store/port.ts';
export { uploadsPlaceOf, type UploadsPlace } from './object-store/uploads-place.ts';
export type {
  ListedObject,
  ObjectKey,
  ObjectStore,
  PresignedRequest,
  PresignedUpload,
  PutOptions,
  RemoveOptions,
  StoredObject,
  Tier,
} from './object-store/port.ts';

/** What a service reads from its environment to open the store of models. */
export const OBJECT_STORE_CONFIG = {
  objectStoreUrl: url('OBJECT_STORE_URL', {
    doc: 'Where models are kept: file:///folder or s3://<bucket prefix>?endpoint=<url>&region=<region>.',
    schemes: ['file', 's3'],
  }),
  s3AccessKeyId: text('S3_ACCESS_KEY_ID', {
    doc: 'Who we are to the S3 storage; needed with s3:// alone.',
    default: null,
  }),
  s3SecretAccessKey: text('S3_SECRET_ACCESS_KEY', {
    doc: 'The secret of S3_ACCESS_KEY_ID.',
    default: null,
    secret: true,
  }),
};

const NO_SECRETS: S3Secrets = { s3AccessKeyId: null, s3SecretAccessKey: null };

/**
 * Opens the store of a `file:///absolute/folder` or `s3://prefix?endpoint=…&region=…` URL, making the
 * folder or the buckets when they are missing.
 * @throws `config-invalid` for any other URL, or for S3 without secrets; `object-store-unavailable`
 * when the storage does not answer.
 */
export async function openObjectStore(
  storeUrl: string,
  secrets: S3Secrets = NO_SECRETS,
): Promise<ObjectStore> {
  if (storeUrl.startsWith('file:///')) return openFolderStore(fileURLToPath(storeUrl));
  if (storeUrl.startsWith('s3://')) {
    const settings = parseS3Url(storeUrl, secrets);
    // Loaded when it is wanted: the SDK takes time and memory that a folder does not need.
    const { openS3Store } = await import('./object-store/s3-store.ts');
    return openS3Store(settings);
  }
  throw new PlatformError('config-invalid', `Expected a file:/// or s3:// URL, got ${storeUrl}`);
}
