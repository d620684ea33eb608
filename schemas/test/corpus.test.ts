import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import avro from 'avsc';
import { AVRO_SCHEMAS } from '../src/avro-schemas.ts';
import { CodecError } from '../src/codec-error.ts';
import { asStateRecord, decodeCommands, decodeEvents, decodeReceipts } from '../src/codec.ts';
import type { Codec } from '../src/codec.ts';
import type { RawRecord } from '../src/kafka-record.ts';
import { openPersonal } from '../src/personal.ts';
import {
  codecOf,
  corpusVersions,
  hashOfCorpus,
  rawRecordsOf,
  readCorpus,
  type CorpusKind,
} from '../tooling/corpus/corpus.ts';
import { writeCorpus } from '../tooling/corpus/write-corpus.ts';
import { differencesIn } from './support/differences-in.ts';

/** A version is what is in somebody's log: its files are never written again. */
const PINNED: Readonly<Record<string, string>> = {
  v1: '6eecc65a09ddeec537eaaefff1ecb76c4ae868f0eb284b22b40c00faad4ac330',
  v2: '58f5452cb2765979de92481e1d9cdc70edf7379c4c3bdd9f59c1ca25f684947a',
  v3: '11af69ba01244450a4c16fe8484f1e220593eac7dac3924ef9cf21a783e1283e',
};

const DECODERS: Readonly<
  Record<CorpusKind, (codec: Codec, record: RawRecord) => Promise<readonly unknown[]>>
> = {
  command: (codec, record) => decodeCommands(codec, [record]),
  event: (codec, record) => decodeEvents(codec, [record]),
  receipt: (codec, record) => decodeReceipts(codec, [record]),
  state: async (codec, record) => {
    await codec.prepare([record.value]);
    return [asStateRecord(codec.decode(record.value))];
  },
};

test('no version of the corpus has been written again', (t) => {
  const hashes = corpusVersions().map((version) => [version, hashOfCorpus(version)]);
  t.deepEqual(Object.fromEntries(hashes), PINNED);
});

for (const version of corpusVersions()) {
  const corpus = readCorpus(version);
  const codec = codecOf(corpus);

  test(`${version} has a record of every schema it knew`, (t) => {
    const names = new Set(corpus.records.map(({ fullName }) => fullName));
    t.deepEqual([...names].sort(), Object.keys(corpus.schemas).sort());
  });

  test(`today's code reads every record of ${version} and understands what it said`, async (t) => {
    for (const record of corpus.records) {
      const [raw] = rawRecordsOf(corpus, [record]);
      const read = raw === undefined ? [] : await DECODERS[record.kind](codec, raw);
      t.is(read.length, 1, record.name);
      t.deepEqual(differencesIn(record.means, read[0]), [], record.name);
    }
  });

  test(`personal data sealed by ${version} is opened with the key of its order`, async (t) => {
    const ofOrder = corpus.records.filter(({ fullName }) => fullName.endsWith('.OrderInitiated'));
    const [event] = await decodeEvents(codec, rawRecordsOf(corpus, ofOrder));
    if (event?.event.type !== 'OrderInitiated') throw new CodecError('undecodable', 'Expected it');
    const place = `${event.orderId}/customer`;
    const plain = openPersonal(corpus.orderKey, place, event.event.data.customer);
    t.like(JSON.parse(plain), { name: 'Ada Byron', address: 'Street 1' });
  });
}

test('the newest version of the corpus holds the schemas of today', (t) => {
  const newest = readCorpus(corpusVersions().at(-1) ?? '');
  const message =
    'Schemas have changed: npm run corpus -- <version> keeps records of them for ever';
  t.deepEqual(withoutDocs(newest.schemas), withoutDocs(AVRO_SCHEMAS), message);
});

test('a field that version 1 did not have is read as its default', async (t) => {
  const v1 = readCorpus('v1');
  const priced = v1.records.filter(({ fullName }) => fullName.endsWith('.PriceCalculated'));
  const [event] = await decodeEvents(codecOf(v1), rawRecordsOf(v1, priced));
  t.false(JSON.stringify(priced).includes('warnings'));
  t.like(event?.event, { type: 'PriceCalculated', data: { warnings: [] } });
});

for (const reader of corpusVersions().slice(0, -1)) {
  test(`a service of ${reader} still reads what today's writes, in all that it knew`, (t) => {
    const older = readCorpus(reader);
    const newest = readCorpus(corpusVersions().at(-1) ?? '');
    const shared = newest.records.filter(({ fullName }) => fullName in older.schemas);
    t.true(shared.length >= Object.keys(older.schemas).length);
    for (const { name, fullName, avro: text, means } of shared) {
      const type = typeOf(older.schemas[fullName]);
      const resolver = type.createResolver(typeOf(newest.schemas[fullName]));
      const read: unknown = type.fromBuffer(Buffer.from(text, 'base64'), resolver);
      t.deepEqual(differencesIn(read, dataOf(means)), [], name);
    }
  });
}

test('a version is written once, and is then history', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'karat-corpus-'));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const target = writeCorpus({ version: 'v7', folder });
  const written = readFileSync(join(target, 'records.json'), 'utf8');
  t.throws(() => writeCorpus({ version: 'v7', folder }), { message: /v7 is written already/ });
  t.is(readFileSync(join(target, 'records.json'), 'utf8'), written);
  t.throws(() => writeCorpus({ version: '../v8', folder }), { instanceOf: CodecError });
});

function typeOf(schema: object | undefined): avro.Type {
  // avsc's declaration of a schema is stricter than what it accepts.
  return avro.Type.forSchema(schema as avro.Schema, { wrapUnions: 'never' });
}

/** What a record says, without its envelope. */
function dataOf(means: unknown): unknown {
  const { command, event, receipt, value } = means as Partial<Record<string, { data?: unknown }>>;
  return command?.data ?? event?.data ?? receipt ?? value;
}

function withoutDocs(schemas: unknown): unknown {
  return JSON.parse(
    JSON.stringify(schemas, (key, value: unknown) => (key === 'doc' ? undefined : value)),
  );
}
