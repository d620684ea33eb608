import { toPlatformError, type PlatformError } from '@karat/infra/errors';
import type { RawRecord, ReadEvent } from '@karat/schemas';
import { decodeEvents, type Codec } from '@karat/schemas/codec';

/** The events up to the first record that could not be read, and why it could not. */
export interface DecodedBatch {
  readonly events: readonly ReadEvent[];
  readonly failure: { readonly offset: string; readonly error: PlatformError } | null;
}

/** Decodes a batch; what stands before an unreadable record must not wait behind it. */
export async function decodeInOrder(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<DecodedBatch> {
  try {
    return { events: await decodeEvents(codec, records), failure: null };
  } catch {
    return decodeOneByOne(codec, records);
  }
}

async function decodeOneByOne(codec: Codec, records: readonly RawRecord[]): Promise<DecodedBatch> {
  const events: ReadEvent[] = [];
  for (const record of records) {
    try {
      events.push(...(await decodeEvents(codec, [record])));
    } catch (error) {
      return { events, failure: { offset: record.offset, error: toPlatformError(error) } };
    }
  }
  return { events, failure: null };
}
