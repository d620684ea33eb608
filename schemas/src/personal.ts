import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CodecError } from './codec-error.ts';

const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Length of the key of an order, in bytes. */
export const PERSONAL_KEY_BYTES = 32;

/**
 * Personal data sealed with the key of its order; destroying the key erases it everywhere.
 *
 * The layout is a format: 12 bytes of nonce, the cipher text, 16 bytes of tag. `place` binds the
 * text to where it stands, e.g. `<order id>/customer`, so that it cannot be moved elsewhere.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/Legacy/SP/nistspecialpublication800-38d.pdf (AES-GCM)
 */
export function sealPersonal(key: Buffer, place: string, plain: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(place, 'utf8'));
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, text, cipher.getAuthTag()]);
}

/** The plain text of sealed personal data. @throws CodecError `undecodable` with a wrong key. */
export function openPersonal(key: Buffer, place: string, sealed: Buffer): string {
  try {
    const iv = sealed.subarray(0, IV_BYTES);
    const tag = sealed.subarray(sealed.length - TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(place, 'utf8')).setAuthTag(tag);
    const text = sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES);
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new CodecError('undecodable', `Expected data sealed for ${place}`, { cause });
  }
}
