import { createHmac, createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { PlatformError } from '@karat/infra/errors';

/** What a signature vouches for. */
export interface SignedMessage {
  /** `webhook-id`; contains no full stop. */
  readonly webhookId: string;
  /** `webhook-timestamp`: Unix seconds of this attempt. */
  readonly timestampSeconds: number;
  /** The body as it goes over the wire. */
  readonly body: Uint8Array;
}

/**
 * The value of `webhook-signature`: one signature per key, newest key first, so that a seller can
 * change its key without missing a message. A key's prefix says how it signs: `whsec_` by
 * HMAC-SHA256 (`v1`), `whsk_` by ed25519 (`v1a`).
 * @throws `invalid-argument`, without the key, when one is neither.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeader(message: SignedMessage, keys: readonly string[]): string {
  return keys.map((key) => signWith(key, message)).join(' ');
}

const SYMMETRIC = 'whsec_';
const ASYMMETRIC = 'whsk_';

function signWith(key: string, message: SignedMessage): string {
  if (key.startsWith(SYMMETRIC)) return `v1,${hmac(bytesOf(key, SYMMETRIC), message)}`;
  if (key.startsWith(ASYMMETRIC)) return `v1a,${ed25519(bytesOf(key, ASYMMETRIC), message)}`;
  throw badKey(`a key that begins with ${SYMMETRIC} or ${ASYMMETRIC}`);
}

function hmac(secret: Buffer, message: SignedMessage): string {
  // The standard asks for 24 to 64 random bytes; fewer can be guessed.
  if (secret.length < 24) throw badKey('a secret of at least 24 bytes');
  return createHmac('sha256', secret)
    .update(signedHead(message))
    .update(message.body)
    .digest('base64');
}

function ed25519(pair: Buffer, message: SignedMessage): string {
  if (pair.length !== 64) throw badKey('an ed25519 seed and public key of 64 bytes');
  const content = Buffer.concat([Buffer.from(signedHead(message)), message.body]);
  return sign(null, content, privateKeyOf(pair.subarray(0, 32))).toString('base64');
}

/** The head of a PKCS#8 ed25519 key, which the 32 bytes of its seed follow. @see RFC 8410 */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(seed: Buffer): KeyObject {
  return createPrivateKey({
    key: Buffer.concat([PKCS8_HEAD, seed]),
    format: 'der',
    type: 'pkcs8',
  });
}

function signedHead({ webhookId, timestampSeconds }: SignedMessage): string {
  return `${webhookId}.${String(timestampSeconds)}.`;
}

function bytesOf(key: string, prefix: string): Buffer {
  return Buffer.from(key.slice(prefix.length), 'base64');
}

function badKey(expected: string): PlatformError {
  return new PlatformError('invalid-argument', `Expected ${expected}, got another one`);
}
