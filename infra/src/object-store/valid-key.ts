import { PlatformError } from '../errors.ts';
import type { ObjectKey } from './port.ts';

/** Stands in names of the storage for the owner that nobody was told; no owner can be called so. */
export const NO_OWNER = '_';

/** Whether the key can be that of an object: it comes from clients and is made part of a path. */
export function isValidKey({ owner, sha256 }: ObjectKey): boolean {
  return /^[0-9a-f]{64}$/.test(sha256) && isValidOwner(owner);
}

/**
 * Lets an owner pass.
 * @throws `invalid-argument` for one that could not be part of a path.
 */
export function expectOwner(owner: string | null): void {
  if (isValidOwner(owner)) return;
  const message = `Expected an owner of 1 to 64 of a-z, 0-9 and -, got ${JSON.stringify(owner)}`;
  throw new PlatformError('invalid-argument', message);
}

/** The owner as a part of a name. */
export function nameOfOwner(owner: string | null): string {
  return owner ?? NO_OWNER;
}

/** The owner that {@link nameOfOwner} has named; undefined for what is no such name. */
export function ownerNamed(name: string): string | null | undefined {
  if (name === NO_OWNER) return null;
  return isValidOwner(name) ? name : undefined;
}

function isValidOwner(owner: string | null): boolean {
  return owner === null || /^[0-9a-z-]{1,64}$/.test(owner);
}
