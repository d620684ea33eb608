import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { inlineSchema } from './inline-schema.ts';
import { printSchemas, printTypes } from './print-types.ts';
import { readAvroTypes, type AvroRecord } from './read-avro.ts';

/** Namespaces whose records are values of a topic of their own, not parts of others. */
const TOPIC_RECORDS =
  /^karat\.(command|event)\.|^karat\.receipt\.CommandReceipt$|^karat\.state\.(OrderSnapshot|WriterPosition)$/;

/** The generated sources by file name below `schemas/src`, made from the schemas in `avro`. */
export async function generateSources(root: string): Promise<ReadonlyMap<string, string>> {
  const types = readAvroTypes(join(root, 'avro'));
  const schemas = new Map<string, AvroRecord>();
  for (const [name, type] of types) {
    if (TOPIC_RECORDS.test(name) && type.type === 'record') {
      schemas.set(name, inlineSchema(type, types));
    }
  }
  return new Map([
    ['records.ts', await pretty(printTypes(types), root)],
    ['avro-schemas.ts', await pretty(printSchemas(schemas), root)],
  ]);
}

/** Writes the generated sources below `schemas/src`. */
export async function writeSources(root: string): Promise<void> {
  for (const [name, source] of await generateSources(root)) {
    writeFileSync(join(root, 'src', name), source);
  }
}

async function pretty(source: string, root: string): Promise<string> {
  const options = await resolveConfig(join(root, 'src', 'records.ts'));
  return format(source, { ...options, parser: 'typescript' });
}
