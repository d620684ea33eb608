import { fileURLToPath } from 'node:url';
import { PlatformError } from './errors.ts';
import { openFolderStore } from './object-store/folder-store.ts';
import type { ObjectStore } from './object-store/port.ts';

export { TIERS } from './object-store/port.ts';
export type {
  ListedObject,
  ObjectKey,
  ObjectStore,
  PresignedRequest,
  PresignedUpload,
  PutOptions,
  StoredObject,
  Tier,
} from './object-store/port.ts';

/**
 * Opens the store of a `file:///absolute/folder` URL, making the folder when it is missing.
 * @throws `config-invalid` for any other kind of URL; `object-store-unavailable` when the folder
 * cannot be made.
 */
export async function openObjectStore(url: string): Promise<ObjectStore> {
  if (url.startsWith('file:///')) return openFolderStore(fileURLToPath(url));
  throw new PlatformError('config-invalid', `Expected a file:/// URL, got ${url}`);
}
