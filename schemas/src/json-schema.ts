import { AVRO_SCHEMAS } from './avro-schemas.ts';

/**
 * A JSON Schema, as far as it is made here.
 * @see https://json-schema.org/draft/2020-12
 */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

interface AvroField {
  readonly name: string;
  readonly type: unknown;
  readonly doc?: string;
  /** Writers may leave it out. */
  readonly optional?: boolean;
}

interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly doc?: string;
  readonly fields: readonly AvroField[];
}

const PRIMITIVES: Readonly<Record<string, JsonSchema>> = {
  null: { type: 'null' },
  boolean: { type: 'boolean' },
  int: { type: 'integer' },
  long: { type: 'integer' },
  float: { type: 'number' },
  double: { type: 'number' },
  string: { type: 'string' },
};

/**
 * The JSON Schema of a record of the Avro schemas, by its simple name, e.g. `OrderItem`: as its
 * fields are in JSON, with their descriptions. Records are named once among all schemas.
 * @throws TypeError for a name that none has, or a record with bytes, which JSON has no form for.
 */
export function jsonSchemaOf(name: string): JsonSchema {
  const record = recordsByName().get(name);
  if (record === undefined) throw new TypeError(`Expected a record of the schemas, got ${name}`);
  return schemaOf(record);
}

let known: ReadonlyMap<string, AvroRecord> | null = null;

function recordsByName(): ReadonlyMap<string, AvroRecord> {
  if (known !== null) return known;
  const found = new Map<string, AvroRecord>();
  const visit = (node: unknown): void => {
    if (isRecord(node)) found.set(node.name, node);
    if (typeof node === 'object' && node !== null) Object.values(node).forEach(visit);
  };
  visit(AVRO_SCHEMAS);
  known = found;
  return found;
}

function isRecord(node: unknown): node is AvroRecord {
  return typeof node === 'object' && node !== null && 'fields' in node && 'name' in node;
}

function schemaOf(type: unknown): JsonSchema {
  if (typeof type === 'string') return PRIMITIVES[type] ?? schemaOfName(type);
  if (Array.isArray(type)) return { anyOf: type.map(schemaOf) };
  if (isRecord(type)) return objectOf(type);
  const { type: kind, items, symbols } = type as Readonly<Record<string, unknown>>;
  if (kind === 'array') return { type: 'array', items: schemaOf(items) };
  if (kind === 'enum') return { type: 'string', enum: symbols };
  return schemaOf(kind);
}

/** A name that was defined before, with its namespace. */
function schemaOfName(type: string): JsonSchema {
  return jsonSchemaOf(type.slice(type.lastIndexOf('.') + 1));
}

function objectOf({ doc, fields }: AvroRecord): JsonSchema {
  const entries = fields.map(({ name, type, doc: words }) => {
    return [name, { ...schemaOf(type), ...(words === undefined ? {} : { description: words }) }];
  });
  return {
    type: 'object',
    ...(doc === undefined ? {} : { description: doc }),
    properties: Object.fromEntries(entries) as JsonSchema,
    required: fields.filter(({ optional }) => optional !== true).map(({ name }) => name),
  };
}
