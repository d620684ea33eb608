import { fullNameOf, type AvroNamed, type AvroRecord, type AvroType } from './read-avro.ts';

/**
 * A record with every named type it uses written out at its first use, so that the registry and
 * a reader need no other schema to understand it.
 */
export function inlineSchema(
  record: AvroRecord,
  types: ReadonlyMap<string, AvroNamed>,
): AvroRecord {
  return inlineRecord(record, { types, written: new Set() });
}

interface Inlining {
  readonly types: ReadonlyMap<string, AvroNamed>;
  readonly written: Set<string>;
}

function inlineRecord(record: AvroRecord, inlining: Inlining): AvroRecord {
  inlining.written.add(fullNameOf(record));
  const fields = record.fields.map((field) => ({
    ...field,
    type: inlineType(field.type, inlining),
  }));
  return { ...record, fields };
}

function inlineType(type: AvroType, inlining: Inlining): AvroType {
  if (typeof type === 'string') return inlineName(type, inlining);
  if ('length' in type) return type.map((branch) => inlineType(branch, inlining));
  if (type.type === 'array') return { ...type, items: inlineType(type.items, inlining) };
  return type;
}

function inlineName(name: string, inlining: Inlining): AvroType {
  const named = inlining.types.get(name);
  if (named === undefined || inlining.written.has(name)) return name;
  if (named.type === 'record') return inlineRecord(named, inlining);
  inlining.written.add(name);
  return named;
}
