import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AVRO_SCHEMAS } from '../../src/avro-schemas.ts';
import { CodecError } from '../../src/codec-error.ts';
import { encodeCommand, encodeEvent, encodeReceipt, encodeState } from '../../src/codec.ts';
import type { WritableRecord } from '../../src/kafka-record.ts';
import { COMMANDS } from '../samples/commands.ts';
import { commandEnvelopeOf, envelopeOf, outcomeOf } from '../samples/envelopes.ts';
import { EVENTS } from '../samples/events.ts';
import { HISTORIES } from '../samples/histories.ts';
import { SAMPLE_KEY, SAMPLE_ORDER_ID } from '../samples/parts.ts';
import { RECEIPTS } from '../samples/receipts.ts';
import { STATES } from '../samples/states.ts';
import {
  codecOf,
  CORPUS_FILES,
  CORPUS_FOLDER,
  type CorpusHistory,
  type CorpusKind,
  type CorpusRecord,
} from './corpus.ts';
import { encodeJson } from './json-bytes.ts';

const codec = codecOf({ schemas: AVRO_SCHEMAS });
const WIRE_HEADER_BYTES = 5;

/** Name, e.g. `v3`, and place of a new version; the place is the corpus unless a test asks. */
export interface NewCorpus {
  readonly version: string;
  readonly folder?: string;
}

/**
 * Writes what today's schemas make of the samples as a version of the corpus.
 * @throws CodecError `undecodable` for a name of another form or a version that is there: what was
 * written once is history.
 */
export function writeCorpus({ version, folder = CORPUS_FOLDER }: NewCorpus): string {
  if (!/^v[1-9]\d*$/.test(version)) {
    throw new CodecError('undecodable', `Expected a version like v3, got ${version}`);
  }
  const target = join(folder, version);
  if (existsSync(target)) {
    throw new CodecError('undecodable', `Expected a new version, ${version} is written already`);
  }
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, CORPUS_FILES.schemas), encodeJson(AVRO_SCHEMAS));
  const records = { orderKey: SAMPLE_KEY, records: allRecords(), histories: allHistories() };
  writeFileSync(join(target, CORPUS_FILES.records), encodeJson(records));
  return target;
}

function allRecords(): readonly CorpusRecord[] {
  const commands = COMMANDS.map(commandEnvelopeOf).map((envelope) => {
    const { type } = envelope.command;
    const written = encodeCommand(codec, envelope);
    return recordOf({ kind: 'command', fullName: `karat.command.${type}`, written }, envelope);
  });
  const receipts = RECEIPTS.map(outcomeOf).map((outcome) => {
    const written = encodeReceipt(codec, outcome);
    return recordOf(
      { kind: 'receipt', fullName: 'karat.receipt.CommandReceipt', written },
      outcome,
    );
  });
  const states = STATES.map((state) => {
    const written = encodeState(codec, SAMPLE_ORDER_ID, state);
    return recordOf({ kind: 'state', fullName: `karat.state.${state.type}`, written }, state);
  });
  return numbered([
    ...commands,
    ...EVENTS.map(envelopeOf).map(eventRecord),
    ...receipts,
    ...states,
  ]);
}

function allHistories(): readonly CorpusHistory[] {
  return HISTORIES.map(({ name, events, state }) => ({
    name,
    records: numbered(events.map(eventRecord)),
    state,
  }));
}

function eventRecord(envelope: ReturnType<typeof envelopeOf>): CorpusRecord {
  const fullName = `karat.event.${envelope.event.type}`;
  return recordOf({ kind: 'event', fullName, written: encodeEvent(codec, envelope) }, envelope);
}

interface Written {
  readonly kind: CorpusKind;
  readonly fullName: string;
  readonly written: WritableRecord;
}

function recordOf({ kind, fullName, written }: Written, means: object): CorpusRecord {
  const { key, headers, value } = written;
  const avro = value.subarray(WIRE_HEADER_BYTES).toString('base64');
  return { name: '', kind, fullName, key, headers, avro, means };
}

/** Names by record and count, so that each is told apart and a new sample renames no other. */
function numbered(records: readonly CorpusRecord[]): readonly CorpusRecord[] {
  const seen = new Map<string, number>();
  return records.map((record) => {
    const local = record.fullName.slice(record.fullName.lastIndexOf('.') + 1);
    const count = (seen.get(local) ?? 0) + 1;
    seen.set(local, count);
    return { ...record, name: `${local} ${String(count)}` };
  });
}
