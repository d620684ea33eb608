import type { Codec } from './avro-codec.ts';
import { CodecError } from './codec-error.ts';
import { headerOf, type RawRecord } from './kafka-record.ts';

/**
 * Makes the schemas of these records known to the codec. What passes, such as a registry that is
 * away, is thrown as it is, so that the caller tries again and skips nothing.
 * @throws CodecError `schema-unknown`, saying where the record stands, when its schema is in no
 * registry or of a record that this version does not know.
 */
export async function prepareRecords(codec: Codec, records: readonly RawRecord[]): Promise<void> {
  try {
    await codec.prepare(records.map((record) => record.value));
  } catch (error) {
    if (!isUnknownSchema(error)) throw error;
    for (const record of records) await prepareOne(codec, record);
  }
}

async function prepareOne(codec: Codec, record: RawRecord): Promise<void> {
  try {
    await codec.prepare([record.value]);
  } catch (cause) {
    if (!isUnknownSchema(cause)) throw cause;
    const { partition, offset } = record;
    const name = headerOf(record, 'ce_type') ?? 'a record without a type';
    const place = `partition ${String(partition)}, offset ${offset} (${name})`;
    throw new CodecError('schema-unknown', `${cause.message}; it is that of ${place}`, { cause });
  }
}

/** The registry's own error comes from a package above this one: it is known by its code. */
function isUnknownSchema(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'schema-unknown';
}
