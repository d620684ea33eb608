import { isRetryable, toPlatformError } from '@karat/infra/errors';
import { retry } from '@karat/infra/retry';
import { CodecError, type RawRecord, type TopicKind } from '@karat/schemas';
import {
  asStateRecord,
  decodeCommands,
  decodeEvents,
  decodeReceipts,
  type Codec,
} from '@karat/schemas/codec';
import { schemaIdIn, type ReadFailure, type SchemaTally } from './schema-tally.ts';

/** The topics whose values are Avro. */
export type CheckedKind = Exclude<TopicKind, 'identity'>;

/** Reads a batch; gives the names of its records where their headers do not. */
type Reader = (codec: Codec, records: readonly RawRecord[]) => Promise<readonly string[]>;

/** The ways in which the services read each topic. */
const READERS: Readonly<Record<CheckedKind, Reader>> = {
  commands: async (codec, records) => {
    await decodeCommands(codec, records);
    return [];
  },
  events: async (codec, records) => {
    await decodeEvents(codec, records);
    return [];
  },
  receipts: async (codec, records) => {
    await decodeReceipts(codec, records);
    return [];
  },
  states: readStates,
};

/** Ids remembered as unknown, so that a million such records ask the registry once. */
const MAX_UNKNOWN = 1_000;

/**
 * A function that reads records of one kind as the services do, and counts them. A batch is read at
 * once; only where that fails, its records are read one by one to find those to blame. The function
 * throws `registry-unavailable`, for then nothing can be said of a record.
 */
export function createRecordReader(
  kind: CheckedKind,
  { codec, tally }: { readonly codec: Codec; readonly tally: SchemaTally },
): (records: readonly RawRecord[]) => Promise<void> {
  const read = READERS[kind];
  const unknown = new Map<number, ReadFailure>();
  const readOne = async (record: RawRecord): Promise<void> => {
    const id = schemaIdIn(record.value);
    const known = id === null ? undefined : unknown.get(id);
    const result = known ?? (await attempt(() => read(codec, [record])));
    if ('names' in result) tally.read(record, result.names[0]);
    else {
      if (id !== null && result.code === 'schema-unknown' && unknown.size < MAX_UNKNOWN) {
        unknown.set(id, result);
      }
      tally.failed(record, result);
    }
  };
  return async (records) => {
    // A tombstone of the compacted topic has nothing to read.
    const written = kind === 'states' ? records.filter(({ value }) => value !== null) : records;
    const result = await attempt(() => read(codec, written));
    if ('names' in result) {
      written.forEach((record, index) => {
        tally.read(record, result.names[index]);
      });
    } else for (const record of written) await readOne(record);
  };
}

type Attempt = { readonly names: readonly string[] } | ReadFailure;

async function attempt(read: () => Promise<readonly string[]>): Promise<Attempt> {
  try {
    return { names: await retry(read) };
  } catch (caught) {
    if (isRetryable(caught)) throw caught;
    const { code, message } = toPlatformError(caught);
    return { code, message };
  }
}

async function readStates(codec: Codec, records: readonly RawRecord[]): Promise<readonly string[]> {
  await codec.prepare(records.map(({ value }) => value));
  return records.map(({ value }) => {
    const decoded = codec.decode(value);
    if (asStateRecord(decoded) !== null) return decoded.fullName;
    throw new CodecError('undecodable', `Expected a state, got ${decoded.fullName}`);
  });
}
