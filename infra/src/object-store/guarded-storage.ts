import { PlatformError } from '../errors.ts';
import { objectStoreUnavailable } from './object-faults.ts';

/**
 * Runs a task upon the storage.
 * @throws `object-store-unavailable` for every failure that has no code of ours.
 */
export async function guarded<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asOurs(error);
  }
}

/** As {@link guarded}, for what is read in pieces. */
export async function* guardedPieces<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw asOurs(error);
  }
}

function asOurs(error: unknown): PlatformError {
  return error instanceof PlatformError ? error : objectStoreUnavailable(error);
}
