import type { AvroEnum, AvroNamed, AvroRecord, AvroType } from './read-avro.ts';

const PRIMITIVES: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  double: 'number',
  string: 'string',
  bytes: 'Buffer',
};

const HEADER = `// Generated from avro/*.avsc by \`npm run generate\`; a test fails when it is not up to date.\n`;

/** TypeScript source with one interface a record and the unions of commands and events. */
export function printTypes(types: ReadonlyMap<string, AvroNamed>): string {
  const all = [...types.values()];
  const unions = ['command', 'event'].map((kind) => printUnion(kind, all));
  return [HEADER, ...all.map(printNamed), ...unions, printPersonal(all)].join('\n');
}

/** TypeScript source with the self-contained schema of every record that is written to Kafka. */
export function printSchemas(schemas: ReadonlyMap<string, AvroRecord>): string {
  const doc = `/** The schema of every record written to Kafka, self-contained, by full name. */`;
  const body = JSON.stringify(Object.fromEntries(schemas), null, 2);
  return `${HEADER}\n${doc}\nexport const AVRO_SCHEMAS = ${body} as const;\n`;
}

function printNamed(named: AvroNamed): string {
  if (named.type === 'enum') return printEnum(named);
  const doc = `/** ${named.doc} */\n`;
  if (named.fields.length === 0) return `${doc}export type ${named.name} = Record<never, never>;\n`;
  const fields = named.fields.map(
    ({ name, doc: of, type, optional }) =>
      `  /** ${of} */\n  readonly ${name}${optional === true ? '?' : ''}: ${printType(type)};`,
  );
  return `${doc}export interface ${named.name} {\n${fields.join('\n')}\n}\n`;
}

function printEnum({ name, doc, symbols }: AvroEnum): string {
  const constant = `${name.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}_SYMBOLS`;
  const list = symbols.map((symbol) => `  '${symbol}',`).join('\n');
  return [
    `/** Every ${name}, in the order of its schema. */`,
    `export const ${constant} = [\n${list}\n] as const;\n`,
    `/** ${doc} */`,
    `export type ${name} = (typeof ${constant})[number];\n`,
  ].join('\n');
}

function printType(type: AvroType): string {
  if (typeof type === 'string') return PRIMITIVES[type] ?? localName(type);
  if ('length' in type) return type.map(printType).reverse().join(' | ');
  if (type.type === 'array') return `readonly ${printType(type.items)}[]`;
  return type.name;
}

function printUnion(kind: string, types: readonly AvroNamed[]): string {
  const names = types.filter((type) => type.namespace === `karat.${kind}`).map((type) => type.name);
  const union = kind === 'command' ? 'OrderCommand' : 'OrderEvent';
  const members = names.map((name) => `  | { readonly type: '${name}'; readonly data: ${name} }`);
  const list = names.map((name) => `  '${name}',`).join('\n');
  return [
    `/** Every ${kind} of an order, told apart by its type. */`,
    `export type ${union} =\n${members.join('\n')};\n`,
    `/** The names of every ${kind} of an order. */`,
    `export const ${kind.toUpperCase()}_TYPES = [\n${list}\n] as const;\n`,
  ].join('\n');
}

function printPersonal(types: readonly AvroNamed[]): string {
  const records = types.flatMap((type) => (type.type === 'record' ? [type] : []));
  const lines = records.flatMap(({ name, fields }) => {
    const personal = fields.filter((field) => field.personal === true).map((field) => field.name);
    return personal.length === 0 ? [] : [`  ${name}: ['${personal.join("', '")}'],`];
  });
  return [
    `/** The sealed fields of every record that has personal data. */`,
    `export const PERSONAL_FIELDS = {\n${lines.join('\n')}\n} as const;\n`,
  ].join('\n');
}

function localName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf('.') + 1);
}
