import { toPlatformError } from '@karat/infra/errors';
import type { RawRecord } from '@karat/schemas';
import type { RecordFailure } from './orders-failed.ts';

/** Reads records; throws when one of them cannot be read. */
export type Decode<Item> = (records: readonly RawRecord[]) => Promise<readonly Item[]>;

/** What could be read. */
export interface DecodedBatch<Item> {
  readonly items: readonly Item[];
  /** Records that will never be read, in order. */
  readonly unreadable: readonly RecordFailure[];
  /** Where reading ended because something is away, such as the registry; null at the end. */
  readonly stopped: { readonly offset: string; readonly cause: unknown } | null;
}

/** Decodes a batch; what stands beside an unreadable record must not wait for it. */
export async function decodeInOrder<Item>(
  decode: Decode<Item>,
  records: readonly RawRecord[],
): Promise<DecodedBatch<Item>> {
  try {
    return { items: await decode(records), unreadable: [], stopped: null };
  } catch {
    return decodeOneByOne(decode, records);
  }
}

async function decodeOneByOne<Item>(
  decode: Decode<Item>,
  records: readonly RawRecord[],
): Promise<DecodedBatch<Item>> {
  const items: Item[] = [];
  const unreadable: RecordFailure[] = [];
  for (const record of records) {
    const { offset } = record;
    try {
      items.push(...(await decode([record])));
    } catch (cause) {
      const { code, retryable } = toPlatformError(cause);
      if (retryable) return { items, unreadable, stopped: { offset, cause } };
      const reason = code === 'schema-unknown' ? code : 'undecodable';
      unreadable.push({ offset, reason, cause });
    }
  }
  return { items, unreadable, stopped: null };
}
