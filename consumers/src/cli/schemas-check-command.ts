import type { LogConnection } from '@karat/infra/log-connection';
import { checkSchemas, type SchemasChecked } from '../schemas-check/check-schemas.ts';
import { createSchemasProgressLine } from './show-schemas-progress.ts';

/** What `karat schemas check` works with. */
export interface SchemasCheckCommandOptions {
  readonly log: LogConnection;
  /** Where progress is told. */
  readonly stream: NodeJS.WriteStream;
}

/** Checks whether today's code reads what the topics hold; `words` is the result for people. */
export async function schemasCheckCommand({ log, stream }: SchemasCheckCommandOptions): Promise<{
  readonly checked: SchemasChecked;
  readonly words: string;
}> {
  const checked = await checkSchemas({ log, onProgress: createSchemasProgressLine(stream) });
  return { checked, words: reportSchemas(checked) };
}

/** A check in words: a line for each schema, then the first records that cannot be read. */
export function reportSchemas(checked: SchemasChecked): string {
  const { records, elapsedMs, recordsPerSecond, schemas, failures, readable } = checked;
  const lines = schemas.map((use) => {
    const id = use.schemaId === null ? 'no id' : `id ${String(use.schemaId)}`;
    const state = use.unreadable === 0 ? 'readable' : `${String(use.unreadable)} UNREADABLE`;
    const first = `first at ${String(use.partition)}:${use.offset}`;
    return `${use.subject} (${id}): ${String(use.records)} records, ${first}, ${state}`;
  });
  const faults = failures.map(({ topic, partition, offset, code, message }) => {
    return `  ${topic} ${String(partition)}:${offset} ${code}: ${message}`;
  });
  const seconds = (elapsedMs / 1_000).toFixed(1);
  const rate = `${String(records)} records in ${seconds} s, ${String(recordsPerSecond)}/s`;
  const verdict = readable ? 'Today’s code reads all of them' : 'Today’s code cannot read all';
  return [...lines, ...faults, `${verdict}: ${rate}`].join('\n');
}
