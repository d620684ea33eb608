import type { ObjectKey } from '@karat/infra/object-store';

/** Hexadecimal digits of a SHA-256. */
const SHA256_LENGTH = 64;

/**
 * The key of a file as one text, to be indexed. The hash comes first because its length is known:
 * an owner is opaque and may hold any character. This is a stored format.
 */
export function fileIdOf({ owner, sha256 }: ObjectKey): string {
  return owner === null ? sha256 : `${sha256}/${owner}`;
}

/** The key that a text of {@link fileIdOf} stands for. */
export function fileKeyOf(fileId: string): ObjectKey {
  const sha256 = fileId.slice(0, SHA256_LENGTH);
  const owner = fileId.length <= SHA256_LENGTH ? null : fileId.slice(SHA256_LENGTH + 1);
  return { owner, sha256 };
}
