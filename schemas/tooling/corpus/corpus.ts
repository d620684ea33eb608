import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCodec, type Codec } from '../../src/codec.ts';
import type { RawRecord } from '../../src/kafka-record.ts';
import { decodeJson } from './json-bytes.ts';

/** Which decoder a record of a corpus goes through. */
export type CorpusKind = 'command' | 'event' | 'receipt' | 'state';

/** A record as a past version wrote it, and what that version understood by it. */
export interface CorpusRecord {
  readonly name: string;
  readonly kind: CorpusKind;
  readonly fullName: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Avro in base64, without the wire header, since a schema's id is that of one registry. */
  readonly avro: string;
  readonly means: unknown;
}

/** The whole history of an order as a past version wrote it, and the state it then folded to. */
export interface CorpusHistory {
  readonly name: string;
  readonly records: readonly CorpusRecord[];
  readonly state: unknown;
}

/** Everything that one version of the schemas writes. */
export interface Corpus {
  readonly version: string;
  /** The writer's schema of every record, by full name. */
  readonly schemas: Readonly<Record<string, object>>;
  /** Key under which the personal data of its orders is sealed. */
  readonly orderKey: Buffer;
  readonly records: readonly CorpusRecord[];
  readonly histories: readonly CorpusHistory[];
}

/** Where the versions are, each in a folder of its own that is never written again. */
export const CORPUS_FOLDER = fileURLToPath(new URL('../../../corpus', import.meta.url));

/** The files of a version. */
export const CORPUS_FILES = { schemas: 'schemas.json', records: 'records.json' } as const;

/** The versions there are, the oldest first. */
export function corpusVersions(): readonly string[] {
  if (!existsSync(CORPUS_FOLDER)) return [];
  return readdirSync(CORPUS_FOLDER)
    .filter((name) => /^v\d+$/.test(name))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
}

/** A version as its files hold it. */
export function readCorpus(version: string): Corpus {
  const read = (name: string) =>
    decodeJson(readFileSync(join(CORPUS_FOLDER, version, name), 'utf8'));
  // The hash of the folder is pinned by a test, so its files are as they were written.
  const schemas = read(CORPUS_FILES.schemas) as Corpus['schemas'];
  const rest = read(CORPUS_FILES.records) as Pick<Corpus, 'orderKey' | 'records' | 'histories'>;
  return { version, schemas, ...rest };
}

/** SHA-256 over the names and bytes of a version's files, in hex. */
export function hashOfCorpus(version: string): string {
  const folder = join(CORPUS_FOLDER, version);
  const hash = createHash('sha256');
  for (const name of readdirSync(folder).sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}

/** Today's codec over the schemas of a version, with ids by their place in the list. */
export function codecOf({ schemas }: Pick<Corpus, 'schemas'>): Codec {
  const texts = Object.values(schemas).map((schema) => JSON.stringify(schema));
  return createCodec({
    idOf: new Map(Object.keys(schemas).map((name, index) => [name, index + 1])),
    schemaById: (id) => Promise.resolve(texts[id - 1] ?? '{}'),
  });
}

/** Records of a version as they are read from a partition, under the ids of {@link codecOf}. */
export function rawRecordsOf(
  { schemas }: Pick<Corpus, 'schemas'>,
  records: readonly CorpusRecord[],
): readonly RawRecord[] {
  const names = Object.keys(schemas);
  return records.map(({ fullName, key, headers, avro }, index) => {
    const wireHeader = Buffer.alloc(5);
    wireHeader.writeInt32BE(names.indexOf(fullName) + 1, 1);
    const value = Buffer.concat([wireHeader, Buffer.from(avro, 'base64')]);
    return { partition: 0, offset: String(index), key: Buffer.from(key), value, headers };
  });
}
