import { join } from 'node:path';
import type { ObjectKey, Tier } from './port.ts';
import { nameOfOwner } from './valid-key.ts';

/** Where uploads are written until they are whole. */
export function incomingFolder(root: string): string {
  return join(root, 'incoming');
}

/**
 * The folder of an owner's objects in a tier; a format on disk. Objects without an owner that are
 * new lie at the root, where all did before there were owners and tiers.
 */
export function ownerFolder(root: string, tier: Tier, owner: string | null): string {
  if (owner === null && tier === 'new') return root;
  return join(root, tier, nameOfOwner(owner));
}

/** The path of an object in a tier; by its first two digits, for folders of a bearable size. */
export function objectPath(root: string, tier: Tier, { owner, sha256 }: ObjectKey): string {
  return join(ownerFolder(root, tier, owner), sha256.slice(0, 2), sha256);
}
