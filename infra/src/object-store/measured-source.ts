import { createHash } from 'node:crypto';
import { objectTooLarge } from './object-faults.ts';
import type { PutOptions, StoredObject } from './port.ts';

/** A source that is measured while it is read. */
export interface MeasuredSource {
  /**
   * The source, chunk by chunk.
   * @throws `object-too-large` at the first chunk that passes the limit.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** What has been read so far. */
  readonly result: () => StoredObject;
}

/** Hashes and counts a source as it passes through. */
export function measuredSource(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  { maxBytes }: PutOptions,
): MeasuredSource {
  const hash = createHash('sha256');
  let bytes = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source instanceof Uint8Array ? [source] : source) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw objectTooLarge(maxBytes);
      hash.update(chunk);
      yield chunk;
    }
  }
  return { chunks: chunks(), result: () => ({ sha256: hash.copy().digest('hex'), bytes }) };
}
