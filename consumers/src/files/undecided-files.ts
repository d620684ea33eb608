import type { LogConnection } from '@karat/infra/log-connection';
import type { RawRecord, ReadCommand } from '@karat/schemas';
import { decodeCommands, decodeReceipts } from '@karat/schemas/codec';
import { decodeInOrder } from '../subscription.ts';
import { pieceOf } from './file-order.ts';

/** The part of a connection that tells what is asked for and not decided. */
export type UndecidedLog = Pick<LogConnection, 'reader' | 'codec' | 'topics' | 'identity'>;

/** Commands behind the last decided one, over all partitions, that are read at most. */
const MAX_COMMANDS = 50_000;
/** Receipts that are read to find the last one, more and more of them; markers take up offsets, too. */
const TAILS = [100n, 10_000n];

/**
 * The files that commands name which are in the log and may not be decided; null when these are too
 * many to be read. A command that is not among them is decided: its events are in the log before the
 * ends that are asked for after this.
 */
export async function undecidedFiles(log: UndecidedLog): Promise<ReadonlySet<string> | null> {
  const files = new Set<string>();
  let read = 0;
  for (let partition = 0; partition < log.identity.partitions; partition += 1) {
    const fromOffset = await firstUndecided(log, partition);
    const topic = log.topics.commands;
    if (fromOffset >= (await log.reader.endOf(topic, partition))) continue;
    for await (const records of log.reader.read({ topic, partition, fromOffset })) {
      read += records.length;
      if (read > MAX_COMMANDS) return null;
      for (const command of await readable(log, records)) {
        for (const file of filesNamedBy(command)) files.add(file);
      }
    }
  }
  return files;
}

/** Decisions are made in order, so the last receipt tells; where none is left nothing is taken for decided. */
async function firstUndecided(log: UndecidedLog, partition: number): Promise<bigint> {
  const topic = log.topics.receipts;
  const end = await log.reader.endOf(topic, partition);
  for (const tail of TAILS) {
    let last: number | null = null;
    const fromOffset = end > tail ? end - tail : 0n;
    for await (const records of log.reader.read({ topic, partition, fromOffset })) {
      for (const { receipt } of await decodeReceipts(log.codec, records)) {
        last = Math.max(last ?? 0, receipt.commandOffset);
      }
    }
    if (last !== null) return BigInt(last) + 1n;
  }
  return 0n;
}

/** What nobody can read a writer cannot carry out either. */
async function readable(
  { codec }: UndecidedLog,
  records: readonly RawRecord[],
): Promise<readonly ReadCommand[]> {
  const decoded = await decodeInOrder((some) => decodeCommands(codec, some), records);
  if (decoded.stopped !== null) throw decoded.stopped.cause;
  return decoded.items;
}

function filesNamedBy({ command }: ReadCommand): readonly string[] {
  switch (command.type) {
    case 'AttachModel':
      return pieceOf(command.data).map(({ file }) => file);
    case 'InitiateOrder':
    case 'ImportOrder':
      return command.data.items.flatMap(pieceOf).map(({ file }) => file);
    default:
      return [];
  }
}
