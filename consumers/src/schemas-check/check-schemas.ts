import type { LogConnection } from '@karat/infra/log-connection';
import { eachAtOnce } from '../each-at-once.ts';
import { createRecordReader, type CheckedKind } from './read-records.ts';
import { createSchemaTally, type SchemaUse, type Unreadable } from './schema-tally.ts';

/** How far a check has come. */
export interface SchemasProgress {
  readonly records: number;
  /** Offsets passed and offsets in all, of which the markers of transactions take up some. */
  readonly offsetsDone: number;
  readonly offsets: number;
}

/** What a check works on. */
export interface CheckSchemasOptions {
  readonly log: Pick<LogConnection, 'reader' | 'codec' | 'topics' | 'identity'>;
  readonly onProgress?: (progress: SchemasProgress) => void;
}

/** Whether today's code can read what the topics of an installation hold. */
export interface SchemasChecked {
  readonly readable: boolean;
  readonly records: number;
  readonly elapsedMs: number;
  readonly recordsPerSecond: number;
  /** By topic, and in a topic by id. */
  readonly schemas: readonly SchemaUse[];
  /** The first records of each topic that cannot be read. */
  readonly failures: readonly Unreadable[];
}

const KINDS: readonly CheckedKind[] = ['commands', 'events', 'receipts', 'states'];
/** Each read keeps a connection and a thread of libuv's pool; decoding takes one core anyway. */
const PARTITIONS_AT_ONCE = 3;

/**
 * Reads every record of commands, events, receipts and states as the services of this version do,
 * decoded and upcast. Memory does not grow with the log.
 * @throws `kafka-unavailable`, `registry-unavailable`, both retryable.
 */
export async function checkSchemas(options: CheckSchemasOptions): Promise<SchemasChecked> {
  const startedAt = performance.now();
  const ends = await endsOf(options);
  const progress = createProgress(options, ends);
  const tallies = [];
  for (const kind of KINDS) {
    const tally = createSchemaTally(options.log.topics[kind]);
    tallies.push(tally);
    const ofKind = ends.filter((end) => end.kind === kind);
    await eachAtOnce(ofKind, PARTITIONS_AT_ONCE, async ({ partition }) => {
      const read = createRecordReader(kind, { codec: options.log.codec, tally });
      const from = { topic: options.log.topics[kind], partition, fromOffset: 0n };
      for await (const batch of options.log.reader.read(from)) {
        await read(batch);
        progress.passed(`${kind} ${String(partition)}`, batch.at(-1)?.offset, batch.length);
      }
    });
  }
  const elapsedMs = Math.round(performance.now() - startedAt);
  const schemas = tallies.flatMap((tally) => [...tally.uses()].sort(byId));
  const failures = tallies.flatMap((tally) => tally.failures());
  const records = schemas.reduce((sum, use) => sum + use.records, 0);
  const recordsPerSecond = Math.round(records / Math.max(elapsedMs / 1_000, 0.001));
  const readable = schemas.every((use) => use.unreadable === 0);
  return { readable, records, elapsedMs, recordsPerSecond, schemas, failures };
}

interface PartitionEnd {
  readonly kind: CheckedKind;
  readonly partition: number;
  readonly end: bigint;
}

async function endsOf({ log }: CheckSchemasOptions): Promise<readonly PartitionEnd[]> {
  const ends: PartitionEnd[] = [];
  for (const kind of KINDS) {
    for (let partition = 0; partition < log.identity.partitions; partition += 1) {
      ends.push({ kind, partition, end: await log.reader.endOf(log.topics[kind], partition) });
    }
  }
  return ends;
}

function createProgress({ onProgress }: CheckSchemasOptions, ends: readonly PartitionEnd[]) {
  const offsets = ends.reduce((sum, { end }) => sum + Number(end), 0);
  const passed = new Map<string, number>();
  let records = 0;
  return {
    passed: (place: string, offset: string | undefined, count: number): void => {
      records += count;
      passed.set(place, Number(offset ?? -1) + 1);
      const offsetsDone = [...passed.values()].reduce((sum, done) => sum + done, 0);
      onProgress?.({ records, offsetsDone, offsets });
    },
  };
}

function byId(one: SchemaUse, other: SchemaUse): number {
  return (one.schemaId ?? -1) - (other.schemaId ?? -1);
}
