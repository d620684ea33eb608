import { PlatformError } from '../errors.ts';
import type { ObjectKey } from './port.ts';

/** The fault of asking for what is not there. */
export function objectNotFound({ owner, sha256 }: ObjectKey, cause?: unknown): PlatformError {
  const message = `Expected an object named ${sha256}, got none`;
  return new PlatformError('object-not-found', message, { context: { owner, sha256 }, cause });
}

/** The fault of a source that goes on beyond its limit. */
export function objectTooLarge(maxBytes: number): PlatformError {
  const message = `Expected an object of at most ${String(maxBytes)} bytes, got more`;
  return new PlatformError('object-too-large', message, { context: { maxBytes } });
}

/** The fault of bytes that are no longer those that were stored. */
export function objectRotten({ owner, sha256 }: ObjectKey, got: string): PlatformError {
  const message = `Expected the object ${sha256}, got bytes that hash to ${got}`;
  return new PlatformError('undecodable', message, { context: { owner, sha256, got } });
}

/** The fault of a storage that does not answer or cannot do as it is asked; worth another try. */
export function objectStoreUnavailable(cause: unknown): PlatformError {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  const message = `Expected the object store to work, got: ${reason}`;
  return new PlatformError('object-store-unavailable', message, { cause, retryable: true });
}
