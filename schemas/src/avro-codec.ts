import avro from 'avsc';
import { AVRO_SCHEMAS } from './avro-schemas.ts';
import { CodecError } from './codec-error.ts';

/** What a codec needs of the schema registry. */
export interface SchemaSource {
  /** Registry id of a record's newest schema in the topic it is written to, by full name. */
  readonly idOf: ReadonlyMap<string, number>;
  /** The Avro schema with this id, as JSON. */
  readonly schemaById: (id: number) => Promise<string>;
}

/** A value with the full name of its record. */
export interface DecodedValue {
  readonly fullName: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Encodes and decodes Avro values in the Confluent wire format. */
export interface Codec {
  /** The wire form of a record. @throws CodecError `schema-unknown` when it was never registered. */
  readonly encode: (fullName: string, value: object) => Buffer;
  /** Makes the schemas of these values known, so that `decode` need not wait. */
  readonly prepare: (values: readonly (Buffer | null)[]) => Promise<void>;
  /** The value as today's schema of its record has it. @throws CodecError `undecodable`. */
  readonly decode: (value: Buffer | null) => DecodedValue;
  /**
   * Only the texts, numbers and flags that a record has on its top level; what is nested is passed
   * over unread, which costs a fraction. @throws CodecError `undecodable`.
   */
  readonly decodeFlat: (value: Buffer | null) => DecodedValue;
}

const WIRE_MAGIC = 0;
const WIRE_HEADER_BYTES = 5;

interface Reader {
  readonly fullName: string;
  readonly type: avro.Type;
  readonly resolver: ReturnType<avro.Type['createResolver']>;
}

/** How the records of a writer schema are read, whole and flat. */
interface Readers {
  readonly whole: Reader;
  readonly flat: Reader;
}

/**
 * A codec over a schema source. Resolvers are made once per writer schema: the documented call of
 * the registry client makes one per message, which costs 663 µs instead of 0.9 µs.
 *
 * @see https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
 */
export function createCodec(source: SchemaSource): Codec {
  const types = new Map(Object.entries(AVRO_SCHEMAS).map(([name, s]) => [name, typeOf(s)]));
  const readers = new Map<number, Readers>();
  const decode = (value: Buffer | null, how: keyof Readers): DecodedValue => {
    const id = schemaIdOf(value);
    const reader = id === null ? undefined : readers.get(id)?.[how];
    if (value === null || reader === undefined) throw notPrepared(id);
    return { fullName: reader.fullName, value: readWith(reader, value) };
  };
  return {
    encode: (fullName, value) => {
      const id = source.idOf.get(fullName);
      const type = types.get(fullName);
      if (id === undefined || type === undefined) throw unknownRecord(fullName);
      return inWireForm(id, type.toBuffer(value));
    },
    prepare: async (values) => {
      const missing = new Set(values.map(schemaIdOf).filter((id) => id !== null));
      for (const id of missing) {
        if (!readers.has(id)) readers.set(id, readersOf(await source.schemaById(id), types));
      }
    },
    decode: (value) => decode(value, 'whole'),
    decodeFlat: (value) => decode(value, 'flat'),
  };
}

function schemaIdOf(value: Buffer | null): number | null {
  if (value === null || value.length < WIRE_HEADER_BYTES || value[0] !== WIRE_MAGIC) return null;
  return value.readInt32BE(1);
}

function inWireForm(id: number, body: Buffer): Buffer {
  const value = Buffer.allocUnsafe(WIRE_HEADER_BYTES + body.length);
  value[0] = WIRE_MAGIC;
  value.writeInt32BE(id, 1);
  body.copy(value, WIRE_HEADER_BYTES);
  return value;
}

function typeOf(schema: object): avro.Type {
  // avsc's declaration of a schema is stricter than what it accepts.
  return avro.Type.forSchema(schema as avro.Schema, { wrapUnions: 'never' });
}

function readersOf(schema: string, types: ReadonlyMap<string, avro.Type>): Readers {
  const writer = typeOf(JSON.parse(schema) as object);
  const fullName = writer.name ?? '';
  const type = types.get(fullName);
  if (type === undefined) throw unknownRecord(fullName);
  const flat = flatTypeOf(type);
  return {
    whole: { fullName, type, resolver: type.createResolver(writer) },
    flat: { fullName, type: flat, resolver: flat.createResolver(writer) },
  };
}

const FLAT_TYPES: ReadonlySet<string> = new Set(['boolean', 'int', 'long', 'double', 'string']);

/** The record without what is nested in it: Avro passes over fields that the reader does not have. */
function flatTypeOf(type: avro.Type): avro.Type {
  const fields = type instanceof avro.types.RecordType ? type.fields : [];
  const flat = fields.filter((field) => FLAT_TYPES.has(field.type.typeName));
  return typeOf({
    type: 'record',
    name: type.name,
    fields: flat.map((field) => ({ name: field.name, type: field.type.typeName })),
  });
}

function readWith(reader: Reader, value: Buffer): Readonly<Record<string, unknown>> {
  try {
    const record: unknown = reader.type.fromBuffer(
      value.subarray(WIRE_HEADER_BYTES),
      reader.resolver,
    );
    return toPlain(record) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new CodecError('undecodable', `Expected bytes of ${reader.fullName}`, { cause });
  }
}

/** avsc hands out instances of generated classes; plain values compare and print as themselves. */
function toPlain(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Buffer.isBuffer(value)) return Buffer.from(value);
  if (Array.isArray(value)) return value.map(toPlain);
  const plain: Record<string, unknown> = {};
  for (const name of Object.keys(value)) plain[name] = toPlain(Reflect.get(value, name));
  return plain;
}

function unknownRecord(fullName: string): CodecError {
  return new CodecError('schema-unknown', `Expected a record of this version, got ${fullName}`);
}

function notPrepared(id: number | null): CodecError {
  const got = id === null ? 'bytes without one' : `schema id ${String(id)}, which was not loaded`;
  return new CodecError('undecodable', `Expected a value in the Confluent wire format, got ${got}`);
}
