import { toPlatformError, type PlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/schemas';

/** Reads records; throws when one of them cannot be read. */
export type Decode<Item> = (records: readonly RawRecord[]) => Promise<readonly Item[]>;

/** What was read up to the first record that could not be, and why it could not. */
export interface DecodedBatch<Item> {
  readonly items: readonly Item[];
  readonly failure: { readonly offset: string; readonly error: PlatformError } | null;
}

/** Decodes a batch; what stands before an unreadable record must not wait behind it. */
export async function decodeInOrder<Item>(
  decode: Decode<Item>,
  records: readonly RawRecord[],
): Promise<DecodedBatch<Item>> {
  try {
    return { items: await decode(records), failure: null };
  } catch {
    return decodeOneByOne(decode, records);
  }
}

async function decodeOneByOne<Item>(
  decode: Decode<Item>,
  records: readonly RawRecord[],
): Promise<DecodedBatch<Item>> {
  const items: Item[] = [];
  for (const record of records) {
    try {
      items.push(...(await decode([record])));
    } catch (error) {
      return { items, failure: { offset: record.offset, error: toPlatformError(error) } };
    }
  }
  return { items, failure: null };
}
