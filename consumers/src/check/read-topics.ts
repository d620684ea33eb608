import type { LogReader, RawRecord } from '@karat/infra/log-reader';
import { toPlatformError } from '@karat/infra/errors';
import { CodecError, type ReadEvent, type TopicKind, type TopicNames } from '@karat/schemas';
import {
  asStateRecord,
  decodeEvents,
  decodeReceipts,
  type Codec,
  type StateRecord,
} from '@karat/schemas/codec';
import type {
  CheckedCommand,
  CheckedEvent,
  CheckedReceipt,
  CheckedState,
} from './checked-records.ts';
import { readCommandHead } from './read-command-head.ts';

/** What reading the topics of a partition needs. */
export interface ReadTopicsOptions {
  readonly reader: LogReader;
  readonly codec: Codec;
  readonly topics: TopicNames;
  readonly partition: number;
  readonly partitions: number;
  /** Told of a record that cannot be read; it is left out. */
  readonly onUnreadable: (topic: TopicKind, record: RawRecord, message: string) => void;
  /** Told how many records have been read. */
  readonly onRecords: (count: number) => void;
}

/** The streams of a partition's topics, each up to an offset of its own. */
export interface TopicReaders {
  readonly commands: (until: bigint) => AsyncGenerator<readonly CheckedCommand[]>;
  readonly receipts: (until: bigint) => AsyncGenerator<readonly CheckedReceipt[]>;
  readonly events: (until: bigint) => AsyncGenerator<readonly CheckedEvent[]>;
  readonly states: (until: bigint) => AsyncGenerator<readonly CheckedState[]>;
}

/** Readers of the topics of one partition. */
export function createTopicReaders(options: ReadTopicsOptions): TopicReaders {
  const { codec, partitions } = options;
  const receiptsOf = (records: readonly RawRecord[]) =>
    decodeReadable(options, 'receipts', { records, decode: (some) => decodeReceipts(codec, some) });
  const eventsOf = (records: readonly RawRecord[]) =>
    decodeReadable(options, 'events', { records, decode: (some) => decodeEvents(codec, some) });
  const statesOf = (records: readonly RawRecord[]) =>
    decodeReadable(options, 'states', { records, decode: (some) => decodeStates(codec, some) });
  return {
    commands: async function* (until) {
      for await (const records of readUntil(options, 'commands', until)) {
        yield records.map((record) => readCommandHead(record, partitions));
      }
    },
    receipts: async function* (until) {
      for await (const records of readUntil(options, 'receipts', until)) {
        yield (await receiptsOf(records)).map((read) => {
          const { commandOffset } = read.receipt;
          return { offset: Number(read.offset), commandOffset, read };
        });
      }
    },
    events: async function* (until) {
      for await (const records of readUntil(options, 'events', until)) {
        yield byRecord(await eventsOf(records));
      }
    },
    states: async function* (until) {
      for await (const records of readUntil(options, 'states', until)) {
        yield await statesOf(records);
      }
    },
  };
}

async function* readUntil(
  { reader, topics, partition, onRecords }: ReadTopicsOptions,
  kind: TopicKind,
  until: bigint,
): AsyncGenerator<readonly RawRecord[], void, undefined> {
  if (until === 0n) return;
  for await (const records of reader.read({ topic: topics[kind], partition, fromOffset: 0n })) {
    const wanted = records.filter(({ offset }) => BigInt(offset) < until);
    onRecords(wanted.length);
    if (wanted.length > 0) yield wanted;
    if (wanted.length < records.length) return;
  }
}

interface Decoding<T> {
  readonly records: readonly RawRecord[];
  readonly decode: (records: readonly RawRecord[]) => Promise<readonly T[]>;
}

/** Decodes a batch at once, and record by record only when one of them cannot be read. */
async function decodeReadable<T>(
  { onUnreadable }: ReadTopicsOptions,
  kind: TopicKind,
  { records, decode }: Decoding<T>,
): Promise<readonly T[]> {
  try {
    return await decode(records);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
  }
  const readable: T[] = [];
  for (const record of records) {
    try {
      readable.push(...(await decode([record])));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      onUnreadable(kind, record, toPlatformError(error).message);
    }
  }
  return readable;
}

/** A record of an old version may stand for several events, which follow one another. */
function byRecord(events: readonly ReadEvent[]): readonly CheckedEvent[] {
  const records: CheckedEvent[] = [];
  let parts: ReadEvent[] = [];
  for (const event of events) {
    if (parts[0]?.offset === event.offset) {
      parts.push(event);
      continue;
    }
    parts = [event];
    const { offset, commandOffset } = event;
    records.push({
      offset: Number(offset),
      commandOffset: Number(commandOffset),
      first: event,
      parts,
    });
  }
  return records;
}

async function decodeStates(
  codec: Codec,
  records: readonly RawRecord[],
): Promise<readonly CheckedState[]> {
  await codec.prepare(records.map(({ value }) => value));
  return records.flatMap(({ key, value, offset }) => {
    // A tombstone says that there is nothing, which is what its absence says, too.
    if (value === null) return [];
    const state = readState(codec, value);
    return [{ offset: Number(offset), key: key?.toString('utf8') ?? '', state }];
  });
}

function readState(codec: Codec, value: Buffer): StateRecord {
  const decoded = codec.decode(value);
  const state = asStateRecord(decoded);
  if (state !== null) return state;
  throw new CodecError('undecodable', `Expected a state, got ${decoded.fullName}`);
}
