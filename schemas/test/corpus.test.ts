import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
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
