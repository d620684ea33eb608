import { headerOf, type RawRecord } from '@karat/schemas';

/** The records of a topic that one schema wrote. */
export interface SchemaUse {
  readonly topic: string;
  /** Registry id; null for values that name none. */
  readonly schemaId: number | null;
  /** Full name of the record, as the first one says. */
  readonly record: string;
  readonly subject: string;
  readonly records: number;
  /** Where the first one was met. */
  readonly partition: number;
  readonly offset: string;
  /** How many of them today's code cannot read. */
  readonly unreadable: number;
}

/** A record that today's code cannot read. */
export interface Unreadable {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly schemaId: number | null;
  readonly code: string;
  readonly message: string;
}

/** Why a record cannot be read. */
export type ReadFailure = Pick<Unreadable, 'code' | 'message'>;

/** Counts the records of one topic by the schema that wrote them. */
export interface SchemaTally {
  /** `name` is that of the record where no header tells it. */
  readonly read: (record: RawRecord, name?: string) => void;
  readonly failed: (record: RawRecord, failure: ReadFailure) => void;
  readonly uses: () => readonly SchemaUse[];
  /** The first failures, at most {@link MAX_FAILURES}. */
  readonly failures: () => readonly Unreadable[];
}

/** Failures of a topic that are kept. */
export const MAX_FAILURES = 20;
/** Schemas told apart; beyond them bytes that only look like ids are counted together. */
const MAX_SCHEMAS = 1_000;
const WIRE_HEADER_BYTES = 5;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes a tally whose memory does not grow with the records. */
export function createSchemaTally(topic: string): SchemaTally {
  const uses = new Map<number | null, Mutable<SchemaUse>>();
  const failures: Unreadable[] = [];
  const useOf = (record: RawRecord, name?: string): Mutable<SchemaUse> => {
    const named = schemaIdIn(record.value);
    const schemaId = uses.size < MAX_SCHEMAS || uses.has(named) ? named : null;
    const known = uses.get(schemaId);
    if (known !== undefined) return known;
    const use = firstUse(record, { topic, schemaId, name });
    uses.set(schemaId, use);
    return use;
  };
  return {
    read: (record, name) => {
      useOf(record, name).records += 1;
    },
    failed: (record, { code, message }) => {
      const use = useOf(record);
      use.records += 1;
      use.unreadable += 1;
      const { partition, offset } = record;
      const { schemaId } = use;
      if (failures.length >= MAX_FAILURES) return;
      failures.push({ topic, partition, offset, schemaId, code, message });
    },
    uses: () => [...uses.values()],
    failures: () => failures,
  };
}

function firstUse(
  raw: RawRecord,
  known: Pick<SchemaUse, 'topic' | 'schemaId'> & { readonly name: string | undefined },
): Mutable<SchemaUse> {
  const { topic, schemaId, name } = known;
  const { partition, offset } = raw;
  const record = name ?? headerOf(raw, 'ce_type') ?? 'unknown';
  const subject = `${topic}-${record}`;
  return { topic, schemaId, record, subject, records: 0, partition, offset, unreadable: 0 };
}

/** The registry's id in a value in the wire format, null in any other. */
export function schemaIdIn(value: Buffer | null): number | null {
  if (value === null || value.length < WIRE_HEADER_BYTES || value[0] !== 0) return null;
  return value.readInt32BE(1);
}
