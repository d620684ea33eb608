import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A field of an Avro record, as its file spells it. */
export interface AvroField {
  readonly name: string;
  readonly type: AvroType;
  readonly doc: string;
  readonly default?: unknown;
  /** Whether the bytes are personal data, sealed with the key of the order. */
  readonly personal?: true;
  /** Whether whoever writes may leave it out, for its default; readers always get a value. */
  readonly optional?: true;
}

/** An Avro record, as its file spells it. */
export interface AvroRecord {
  readonly type: 'record';
  readonly namespace: string;
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly AvroField[];
}

/** An Avro enumeration, as its file spells it. */
export interface AvroEnum {
  readonly type: 'enum';
  readonly namespace: string;
  readonly name: string;
  readonly doc: string;
  readonly symbols: readonly string[];
}

/** What a schema file defines. */
export type AvroNamed = AvroRecord | AvroEnum;

/** A type as a field spells it: a name, a union, an array or a definition in place. */
export type AvroType =
  string | readonly AvroType[] | { readonly type: 'array'; readonly items: AvroType } | AvroNamed;

/** The full name of a named type, e.g. `karat.event.OrderClaimed`. */
export function fullNameOf(named: AvroNamed): string {
  return `${named.namespace}.${named.name}`;
}

/** Every named type of a folder of Avro schemas by its full name; a file holds one. */
export function readAvroTypes(folder: string): ReadonlyMap<string, AvroNamed> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.avsc'))
    .sort();
  const types = files.map((file) => {
    // The files are ours and the compiler of avsc checks them again when a codec is made.
    return JSON.parse(readFileSync(join(folder, file), 'utf8')) as AvroNamed;
  });
  return new Map(types.map((type) => [fullNameOf(type), type]));
}
